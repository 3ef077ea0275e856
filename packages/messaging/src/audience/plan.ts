import type { SendFallback } from '@recado/contract';
import type { CampaignSettings, RecordedCampaign } from '../campaigns/campaign.ts';
import { noSuchCampaign } from '../campaigns/change.ts';
import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { Refusal, refuseField } from '../errors.ts';
import { fitsLike, type FindTemplateLanguages } from '../messages/contact-language.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { AudiencePlan } from './recipient-content.ts';

export type PlanAudienceDeps = {
  loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
  findTemplateLanguages: FindTemplateLanguages;
};

type TemplateDeps = Pick<PlanAudienceDeps, 'findTemplate' | 'findTemplateLanguages'>;

/** Plans the checks of rows for a draft's audience. Throws a Refusal if no row can be accepted. */
export const planAudience = async (deps: PlanAudienceDeps, campaignId: string): Promise<AudiencePlan> => {
  const campaign = await findDraft(deps, campaignId);
  return planFor(deps, { ...campaign, campaignId });
};

type Planned = CampaignSettings & Pick<AudiencePlan, 'campaignId' | 'version'>;

/** Plans the checks of rows for a campaign with these settings. Throws a Refusal if a template is missing. */
export const planFor = async (deps: TemplateDeps, campaign: Planned): Promise<AudiencePlan> => {
  const { campaignId, version, channel, category, variables, fallback } = campaign;
  const template = await findTemplate(deps, campaign.templateName, campaign.templateLanguage);
  return {
    campaignId,
    version,
    channel,
    category,
    template,
    ...(campaign.languagePerRecipient && { languages: await findLanguages(deps, template) }),
    defaults: variables,
    ...(fallback && { fallback: await planFallback(deps, campaign, fallback) }),
  };
};

/**
 * The languages of a template that can replace its default. Their approval does not matter here: it may come until the
 * launch, which checks it.
 */
const findLanguages = async (deps: TemplateDeps, usual: RecordedTemplate): Promise<RecordedTemplate[]> =>
  (await deps.findTemplateLanguages(usual.name)).filter((template) => fitsLike(template, usual));

/** Plans the checks for a file without a campaign: each variable must be a column. */
export const planForTemplate = async (
  deps: Pick<PlanAudienceDeps, 'findTemplate'>,
  name: string,
  language: string,
): Promise<AudiencePlan> => {
  const template = await findTemplate(deps, name, language);
  const { channel, category } = template;
  return { campaignId: '', version: 0, channel, category, template, defaults: {} };
};

/** Returns the country of a file's numbers. Throws a Refusal of a code that no country has. */
export const countryOrDefault = (country: string | undefined, defaultCountry: CountryCode): CountryCode => {
  if (country === undefined) return defaultCountry;
  if (isSupportedCountry(country)) return country;
  throw refuseField('country', 'unknown_country', 'is not a country with phone numbers. Use a code such as BR');
};

/** Throws unless there is such a campaign and people may still come to it or leave it. */
export const findDraft = async (
  deps: Pick<PlanAudienceDeps, 'loadCampaign'>,
  campaignId: string,
): Promise<RecordedCampaign> => {
  const campaign = await deps.loadCampaign(campaignId);
  if (!campaign) throw noSuchCampaign();
  if (campaign.status === 'draft') return campaign;
  throw new Refusal('conflict', `The campaign is ${campaign.status}. Its audience cannot change after launch`);
};

/** Throws a Refusal if another request changes the audience, or if the campaign is no draft. */
export function throwObstacle<Result>(result: Result | 'busy' | 'no-draft'): asserts result is Result {
  if (result === 'busy')
    throw new Refusal(
      'conflict',
      'Another request is changing the audience of this campaign. Try again when it is done',
    );
  if (result === 'no-draft')
    throw new Refusal('conflict', 'The campaign is no longer a draft, so it cannot be emptied or deleted');
}

export const refuseChanged = (): Refusal =>
  new Refusal(
    'conflict',
    'The campaign was changed or launched during the import; nothing was imported. Send it again',
  );

const findTemplate = async (
  deps: Pick<PlanAudienceDeps, 'findTemplate'>,
  name: string,
  language?: string,
): Promise<RecordedTemplate> => {
  const template = await deps.findTemplate(name, language);
  if (template) return template;
  const which = language === undefined ? name : `${name} in ${language}`;
  throw new Refusal('conflict', `There is no template ${which}. Create it, or change the campaign`);
};

const planFallback = async (deps: TemplateDeps, campaign: CampaignSettings, fallback: SendFallback) => {
  const defaults = { ...campaign.variables, ...fallback.variables };
  if (fallback.template === undefined) return { kind: 'body' as const, body: fallback.body ?? '', defaults };
  const template = await findTemplate(deps, fallback.template, fallback.language);
  const hasLanguages = campaign.languagePerRecipient && fallback.language === undefined;
  return {
    kind: 'template' as const,
    template,
    ...(hasLanguages && { languages: await findLanguages(deps, template) }),
    defaults,
  };
};
