import type { Channel, CreateCampaign, Money, SendFallback } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import { Refusal, refuseField } from '../errors.ts';
import { scheduleOf, type IdempotencyKey } from '../messages/accept.ts';
import { checkVariables, sendableTemplate, variableIssues } from '../messages/content.ts';
import { asOfFallback } from '../messages/fallback.ts';
import { chooseSender, type RecordedSender } from '../senders/sender.ts';
import { checkWindow } from '../sending-window/window.ts';
import { categoryOf, type RecordedTemplate } from '../templates/template.ts';
import type { CampaignSettings, FollowUp } from './campaign.ts';
import { toResult, type CampaignResult, type Changed, type RequestContext } from './change.ts';

export type NewCampaign = Required<Pick<RequestContext, 'by'>> &
  Pick<RequestContext, 'byId' | 'key'> & {
    id: string;
    at: Date;
    settings: CampaignSettings;
    /** The people to copy into its audience. */
    followUp?: FollowUp;
  };

export type CreateDeps = DraftDeps & {
  /** Commits the draft, or finds what its key made before. */
  insertCampaign: (campaign: NewCampaign) => Promise<Changed>;
  /** Returns the campaign that an Idempotency-Key created; `undefined` for a new key. */
  findCampaignAnswer: (key: IdempotencyKey) => Promise<Changed | undefined>;
};

type PlanFollowUp = (settings: CampaignSettings, at: Date) => Promise<FollowUp>;

/** Makes a draft. Throws a Refusal of one that could not be sent. `planFollowUp` selects the people to copy into it. */
export const createCampaign = async (
  deps: CreateDeps,
  request: CreateCampaign,
  context: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
  planFollowUp?: PlanFollowUp,
): Promise<CampaignResult> => {
  try {
    const settings = await draftSettings(deps, request);
    const at = deps.clock();
    const id = uuidv7({ msecs: at.getTime() });
    const followUp = await planFollowUp?.(settings, at);
    return toResult(await deps.insertCampaign({ id, at, ...context, settings, ...(followUp && { followUp }) }));
  } catch (error) {
    // A repeat is not judged by what templates and senders have become since.
    const before = context.key && error instanceof Refusal ? await deps.findCampaignAnswer(context.key) : undefined;
    if (!before) throw error;
    return toResult(before);
  }
};

export type DraftDeps = PlanDeps & {
  findSenders: () => Promise<RecordedSender[]>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
};

/** Holds the content of a campaign, and its senders. */
export type CampaignContent = Omit<CampaignSettings, keyof CampaignPlan>;

/** Defaults may be given for some of the variables: the rows have the others. */
const checkDefaults = ({ variables }: RecordedTemplate, defaults: Record<string, string>, channel: Channel) => {
  const errors = variableIssues(variables, defaults, channel).filter(({ reason }) => reason !== 'required');
  if (errors.length) throw new Refusal('invalid-request', 'The variables do not fit the template', errors);
};

/** Throws a Refusal of what cannot be sent. */
export const draftContent = async (deps: DraftDeps, request: CreateCampaign): Promise<CampaignContent> => {
  const [senders, found] = await Promise.all([
    deps.findSenders(),
    deps.findTemplate(request.template, request.language),
  ]);
  const channel = request.channel ?? found?.channel ?? 'whatsapp';
  const template = sendableTemplate(request, found, channel);
  if (request.fallback && channel !== 'whatsapp')
    throw refuseField('fallback', 'wrong_channel', 'goes with a WhatsApp campaign only');
  const variables = request.variables ?? {};
  checkDefaults(template, variables, channel);
  return {
    channel,
    category: request.category ?? categoryOf(template),
    templateName: template.name,
    templateLanguage: template.language,
    ...(request.language === undefined && { languagePerRecipient: true }),
    variables,
    senderIds: choosePool(senders, channel, request.senders).map(({ id }) => id),
    ...(request.fallback && {
      fallback: await draftCampaignFallback(deps, request, request.fallback, { senders, template }),
    }),
  };
};

/** Returns a campaign's settings with all defaults filled in. Throws a Refusal if it cannot be sent like that. */
export const draftSettings = async (deps: DraftDeps, request: CreateCampaign): Promise<CampaignSettings> => ({
  ...(await draftPlan(deps, request)),
  ...(await draftContent(deps, request)),
});

type PlanDeps = {
  clock: () => Date;
  /** Returns the price list's currency; `undefined` while there is no list. */
  findPriceCurrency: () => Promise<string | undefined>;
};

/** Holds the settings except the content, the senders and the category. */
type CampaignPlan = Pick<
  CampaignSettings,
  'name' | 'sendAt' | 'window' | 'validFor' | 'budget' | 'frequencyCap' | 'consent' | 'exclude' | 'dryRun'
>;

const checkBudget = (budget: Money | undefined, currency: string | undefined) => {
  if (budget && currency !== undefined && budget.currency !== currency)
    throw refuseField('budget.currency', 'other_currency', `must be ${currency}, the currency of the price list`);
};

/** When, for how much and under which rules a campaign goes. Throws a Refusal of what would never come true. */
export const draftPlan = async (deps: PlanDeps, request: CreateCampaign): Promise<CampaignPlan> => {
  const now = deps.clock();
  const { sendAt } = scheduleOf({ send_at: request.send_at }, now);
  if (request.window) checkWindow(request.window, now);
  if (request.budget) checkBudget(request.budget, await deps.findPriceCurrency());
  return {
    name: request.name,
    ...(sendAt && { sendAt }),
    ...(request.window && { window: request.window }),
    ...(request.valid_for !== undefined && { validFor: request.valid_for }),
    ...(request.budget && { budget: request.budget }),
    ...(request.frequency_cap && { frequencyCap: request.frequency_cap }),
    ...(request.consent && { consent: request.consent }),
    ...(request.exclude && { exclude: request.exclude }),
    dryRun: request.dry_run ?? false,
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

type DraftFallbackDeps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

type Around = {
  senders: RecordedSender[];
  /** It is the template of the campaign itself. */
  template: RecordedTemplate;
};

/**
 * Returns the SMS of a campaign with its sender named, and its language unless each person gets their own. Throws a Refusal
 * of one that could not be sent.
 */
const draftCampaignFallback = (
  deps: DraftFallbackDeps,
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

const settle = async (
  deps: DraftFallbackDeps,
  request: CreateCampaign,
  fallback: SendFallback,
  { senders, template }: Around,
) => {
  const language = fallback.language ?? request.language;
  const found = fallback.template ? await deps.findTemplate(fallback.template, language) : undefined;
  const sender = chooseSender(senders, { channel: 'sms', sender: fallback.sender });
  if (!fallback.template) return { ...fallback, sender: sender.id };
  const category = request.category ?? categoryOf(template);
  const sms = sendableTemplate({ template: fallback.template, language, category }, found, 'sms');
  if (fallback.variables) checkVariables(sms.variables, fallback.variables, 'sms');
  else checkRowsFit(template, sms);
  return { ...fallback, ...(language !== undefined && { language: sms.language }), sender: sender.id };
};
