import type { Channel, CreateCampaign } from '@recado/contract';
import { variableMistakes } from '../check-variables.ts';
import { Refusal, refuseField } from '../errors.ts';
import { sendableTemplate } from '../sendable-template.ts';
import type { RecordedSender } from '../senders/sender.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { CampaignSettings } from './campaign.ts';
import { choosePool } from './choose-pool.ts';
import { settleFallback } from './draft-fallback.ts';
import { draftPlan, type CampaignPlan, type PlanDeps } from './draft-plan.ts';

export type DraftDeps = PlanDeps & {
  findSenders: () => Promise<RecordedSender[]>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
};

/** What a campaign says, and by whom. */
export type CampaignContent = Omit<CampaignSettings, keyof CampaignPlan>;

/** Defaults may be given for some of the variables: the rows have the others. */
const checkDefaults = ({ variables }: RecordedTemplate, defaults: Record<string, string>, channel: Channel) => {
  const errors = variableMistakes(variables, defaults, channel).filter(({ reason }) => reason !== 'required');
  if (errors.length) throw new Refusal('invalid-request', 'The variables do not fit the template', errors);
};

/** A promotion stays one, whatever a campaign calls it: else it would go at night, and to whom did not agree. */
const checkCategory = ({ category, name }: RecordedTemplate, wished: CreateCampaign['category']) => {
  if (category === 'marketing' && wished !== undefined && wished !== 'marketing')
    throw refuseField('category', 'milder_than_template', `cannot be ${wished}: the template ${name} is marketing`);
};

/** Throws a Refusal of what cannot be sent. */
export const draftContent = async (deps: DraftDeps, wish: CreateCampaign): Promise<CampaignContent> => {
  const [senders, found] = await Promise.all([deps.findSenders(), deps.findTemplate(wish.template, wish.language)]);
  const channel = wish.channel ?? found?.channel ?? 'whatsapp';
  const template = sendableTemplate(wish, found, channel);
  if (wish.fallback && channel !== 'whatsapp')
    throw refuseField('fallback', 'wrong_channel', 'goes with a WhatsApp campaign only');
  checkCategory(template, wish.category);
  const variables = wish.variables ?? {};
  checkDefaults(template, variables, channel);
  return {
    channel,
    category: wish.category ?? template.category,
    templateName: template.name,
    templateLanguage: template.language,
    variables,
    senderIds: choosePool(senders, channel, wish.senders).map(({ id }) => id),
    ...(wish.fallback && { fallback: await settleFallback(deps, wish, wish.fallback, { senders, template }) }),
  };
};

/** What a campaign is to be, with all that was left open decided. Throws a Refusal of what cannot be sent like that. */
export const draftSettings = async (deps: DraftDeps, wish: CreateCampaign): Promise<CampaignSettings> => ({
  ...(await draftPlan(deps, wish)),
  ...(await draftContent(deps, wish)),
});
