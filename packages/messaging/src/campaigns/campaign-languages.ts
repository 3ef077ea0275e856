import type { Channel } from '@recado/contract';
import { refuseField } from '../errors.ts';
import { fitsLike } from '../messages/contact-language.ts';
import { sendableTemplate } from '../messages/content.ts';
import { asOfFallback } from '../messages/fallback.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { RecordedCampaign } from './campaign.ts';

/** A language in which people of an audience are written, and that of their fallback SMS if it is chosen for each of them. */
export type AudienceLanguage = { language: string; fallbackLanguage?: string; people: number };

type Deps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

/** Checks the template in each language that people of the audience get. Throws a Refusal that names one that cannot be sent. */
export const checkLanguages = async (
  deps: Deps,
  { templateName, templateLanguage, category, channel, fallback }: RecordedCampaign,
  found: readonly AudienceLanguage[],
): Promise<void> => {
  const own = new Set(found.map(({ language }) => language));
  await checkEach(deps, { template: templateName, category, channel, usual: templateLanguage }, own);
  if (fallback?.template === undefined) return;
  const ofSms = new Set(found.flatMap(({ fallbackLanguage }) => fallbackLanguage ?? []));
  await checkEach(deps, { template: fallback.template, category, channel: 'sms' }, ofSms).catch((error: unknown) => {
    throw asOfFallback(error);
  });
};

type Checked = Pick<RecordedCampaign, 'category'> & { template: string; channel: Channel; usual?: string };

const checkEach = async (
  { findTemplate }: Deps,
  { template: name, category, channel, usual: usualLanguage }: Checked,
  languages: ReadonlySet<string>,
): Promise<void> => {
  const usual = await findTemplate(name, usualLanguage);
  for (const language of languages) {
    const template = sendableTemplate(
      { template: name, language, category },
      await findTemplate(name, language),
      channel,
    );
    if (usual && !fitsLike(template, usual))
      throw refuseField(
        'template',
        'other_variables',
        `${name} in ${language} has other variables now than ${name} in ${usual.language}: change it back, or import the file again`,
      );
  }
};
