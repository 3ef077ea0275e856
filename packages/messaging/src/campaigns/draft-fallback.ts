import type { CreateCampaign, SendFallback } from '@recado/contract';
import { refuseField } from '../errors.ts';
import { checkVariables, sendableTemplate } from '../messages/content.ts';
import { asOfFallback } from '../messages/draft-fallback.ts';
import { chooseSender, type RecordedSender } from '../senders/sender.ts';
import { categoryOf, type RecordedTemplate } from '../templates/template.ts';

type Deps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

type Around = {
  senders: RecordedSender[];
  /** It is the template of the campaign itself. */
  template: RecordedTemplate;
};

/** Returns the SMS of a campaign with its sender and language named. Throws a Refusal of one that could not be sent. */
export const draftCampaignFallback = (
  deps: Deps,
  request: CreateCampaign,
  fallback: SendFallback,
  around: Around,
): Promise<SendFallback> =>
  settle(deps, request, fallback, around).catch((error: unknown) => {
    throw asOfFallback(error);
  });

/** A row has a value for each variable of the campaign's template, and for no other. */
const checkRowsFit = (template: RecordedTemplate, sms: RecordedTemplate) => {
  const differing = [
    ...sms.variables.filter((name) => !template.variables.includes(name)),
    ...template.variables.filter((name) => !sms.variables.includes(name)),
  ];
  if (differing.length)
    throw refuseField(
      'template',
      'other_variables',
      `${sms.name} does not take the variables of ${template.name} (${differing.join(', ')}): give it variables of its own`,
    );
};

const settle = async (deps: Deps, request: CreateCampaign, fallback: SendFallback, { senders, template }: Around) => {
  const language = fallback.language ?? request.language;
  const found = fallback.template ? await deps.findTemplate(fallback.template, language) : undefined;
  const sender = chooseSender(senders, { channel: 'sms', sender: fallback.sender });
  if (!fallback.template) return { ...fallback, sender: sender.id };
  const category = request.category ?? categoryOf(template);
  const sms = sendableTemplate({ template: fallback.template, language, category }, found, 'sms');
  if (fallback.variables) checkVariables(sms.variables, fallback.variables, 'sms');
  else checkRowsFit(template, sms);
  return { ...fallback, language: sms.language, sender: sender.id };
};
