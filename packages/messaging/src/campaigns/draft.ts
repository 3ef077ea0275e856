import type { Channel, CreateCampaign, Money } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import { Refusal, refuseField } from '../errors.ts';
import { scheduleOf, type IdempotencyKey } from '../messages/accept.ts';
import { sendableTemplate, variableMistakes } from '../messages/content.ts';
import { chooseSender, type RecordedSender } from '../senders/sender.ts';
import { checkWindow } from '../sending-window/window.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import type { CampaignSettings } from './campaign.ts';
import { tell, type Asked, type Changed, type Told } from './change.ts';
import { settleFallback } from './draft-fallback.ts';

export type NewCampaign = Required<Pick<Asked, 'by'>> &
  Pick<Asked, 'byId' | 'key'> & { id: string; at: Date; settings: CampaignSettings };

type Deps = DraftDeps & {
  /** Commits the draft, or finds what its key made before. */
  insertCampaign: (campaign: NewCampaign) => Promise<Changed>;
  /** The campaign that an Idempotency-Key created; `undefined` for a new key. */
  findCampaignAnswer: (key: IdempotencyKey) => Promise<Changed | undefined>;
};

/** Makes a draft. Throws a Refusal of one that could not be sent. */
export const createCampaign = async (
  deps: Deps,
  wish: CreateCampaign,
  asked: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
): Promise<Told> => {
  try {
    const settings = await draftSettings(deps, wish);
    const at = deps.clock();
    return tell(await deps.insertCampaign({ id: uuidv7({ msecs: at.getTime() }), at, ...asked, settings }));
  } catch (error) {
    // A repeat is not judged by what templates and senders have become since.
    const before = asked.key && error instanceof Refusal ? await deps.findCampaignAnswer(asked.key) : undefined;
    if (!before) throw error;
    return tell(before);
  }
};

export type DraftDeps = PlanDeps & {
  findSenders: () => Promise<RecordedSender[]>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
};

/** The content of a campaign, and its senders. */
export type CampaignContent = Omit<CampaignSettings, keyof CampaignPlan>;

/** Defaults may be given for some of the variables: the rows have the others. */
const checkDefaults = ({ variables }: RecordedTemplate, defaults: Record<string, string>, channel: Channel) => {
  const errors = variableMistakes(variables, defaults, channel).filter(({ reason }) => reason !== 'required');
  if (errors.length) throw new Refusal('invalid-request', 'The variables do not fit the template', errors);
};

/**
 * A marketing template stays marketing, even if the campaign names another category. Otherwise it would be sent at
 * night and without consent.
 */
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

/** Returns a campaign's settings with all defaults filled in. Throws a Refusal if it cannot be sent like that. */
export const draftSettings = async (deps: DraftDeps, wish: CreateCampaign): Promise<CampaignSettings> => ({
  ...(await draftPlan(deps, wish)),
  ...(await draftContent(deps, wish)),
});

type PlanDeps = {
  clock: () => Date;
  /** The price list's currency; `undefined` while there is no list. */
  findPriceCurrency: () => Promise<string | undefined>;
};

/** The settings except the content, the senders and the category. */
type CampaignPlan = Pick<
  CampaignSettings,
  'name' | 'sendAt' | 'window' | 'validFor' | 'budget' | 'frequencyCap' | 'consent' | 'dryRun'
>;

const checkBudget = (budget: Money | undefined, currency: string | undefined) => {
  if (budget && currency !== undefined && budget.currency !== currency)
    throw refuseField('budget.currency', 'other_currency', `must be ${currency}, the currency of the price list`);
};

/** When, for how much and under which rules a campaign goes. Throws a Refusal of what would never come true. */
export const draftPlan = async (deps: PlanDeps, wish: CreateCampaign): Promise<CampaignPlan> => {
  const now = deps.clock();
  const { sendAt } = scheduleOf({ send_at: wish.send_at }, now);
  if (wish.window) checkWindow(wish.window, now);
  if (wish.budget) checkBudget(wish.budget, await deps.findPriceCurrency());
  return {
    name: wish.name,
    ...(sendAt && { sendAt }),
    ...(wish.window && { window: wish.window }),
    ...(wish.valid_for !== undefined && { validFor: wish.valid_for }),
    ...(wish.budget && { budget: wish.budget }),
    ...(wish.frequency_cap && { frequencyCap: wish.frequency_cap }),
    ...(wish.consent && { consent: wish.consent }),
    dryRun: wish.dry_run ?? false,
  };
};

const named = (senders: RecordedSender[], channel: Channel) => (id: string, place: number) => {
  const sender = senders.find((candidate) => candidate.id === id);
  if (!sender) throw refuseField(`senders.${place}`, 'unknown_sender', `there is no sender ${id}`);
  if (sender.channel !== channel)
    throw refuseField(
      `senders.${place}`,
      'wrong_channel',
      `sender ${id} sends ${sender.channel}, and the campaign goes by ${channel}`,
    );
  return sender;
};

/** The senders that share a campaign's audience: those that it names, or the first of its channel that works. */
const choosePool = (senders: RecordedSender[], channel: Channel, ids: string[] | undefined): RecordedSender[] =>
  ids ? ids.map(named(senders, channel)) : [chooseSender(senders, { channel })];
