import type { ReportDimension, ReportName, ReportQuery, ReportStep } from '@recado/contract';
import { Refusal, refuseField } from '../errors.ts';
import { checkTimezone, type AccountSettings, type ZoneDeps } from '../settings/settings.ts';

const filters = ['sender', 'channel', 'category', 'template', 'country', 'campaign_id', 'api_key'] as const;
export type ReportFilters = { [Name in (typeof filters)[number]]?: string };

/** Asks for the figures of whole steps from `since`, and of whole days or hours until `until`. */
export type FigureQuery = {
  since: Date;
  until: Date;
  step: ReportStep;
  timezone: string;
  by?: ReportDimension;
  filters: ReportFilters;
  compares: boolean;
};

/** Counts of messages by what became of them. Amounts are decimal numbers. */
export type MessageFigures = {
  accepted: number;
  waiting: number;
  sent: number;
  delivered: number;
  read: number;
  undelivered: number;
  failed: number;
  kept_back: number;
  expired: number;
  canceled: number;
  whatsapp_delivered: number;
  reached: number;
  replied: number;
  opted_out: number;
  cost: string;
  charged: string;
  expected: string;
};

type Percentiles = { messages: number; p50: number; p90: number; p99: number };

/** Percentiles are in seconds. */
export type LatencyFigures = { [Stage in 'wait' | 'send' | 'deliver' | 'read' | 'reply']: Percentiles | null };

export type InboundFigures = {
  received: number;
  opted_out: number;
  opted_in: number;
  unclear: number;
  pressed: number;
  /** People who wrote and wait for an answer, or waited. Null by keyword or button, with which no wait is counted. */
  wrote: number | null;
  waiting: number;
  answered: number;
  answered_in_24h: number;
  /** People who wrote, without those who wait and have waited for less than 24 hours. */
  judged: number;
  windows_closed: number;
  first_answer: Percentiles | null;
};

export const noInbound: InboundFigures = {
  received: 0,
  opted_out: 0,
  opted_in: 0,
  unclear: 0,
  pressed: 0,
  wrote: 0,
  waiting: 0,
  answered: 0,
  answered_in_24h: 0,
  judged: 0,
  windows_closed: 0,
  first_answer: null,
};

/** Presses of buttons in the time of a report. */
export type ButtonPresses = { text: string; count: number }[];

/** The daily budget and what counts towards it on UTC days, the first day first. Amounts are decimal numbers. */
export type DailyBudget = { amount: string; currency: string; days: { day: string; spent: string }[] };

/** Sums of a step and a key, of a key, or of all. */
export type FigureSums<Figures> = {
  points: { at: Date; key: string; figures: Figures }[];
  keys: { key: string; figures: Figures }[];
  totals: Figures | undefined;
};

export type NamedKey = {
  name?: string;
  people?: number;
  launchedAt?: Date;
  endedAt?: Date;
  /** The budget of a campaign and all that it spent. */
  budget?: { amount: string; currency: string; spent: string };
};

export type LoadedFigures<Figures> = FigureSums<Figures> & {
  since: Date;
  until: Date;
  /** Days begin so many minutes after midnight in a zone that is not off by whole hours. */
  dayOffsetMinutes: number;
  currency?: string;
  names: ReadonlyMap<string, NamedKey>;
  previous?: FigureSums<Figures> & { since: Date; until: Date };
  countedUntil: Date;
};

type Deps = ZoneDeps & {
  clock: () => Date;
  findSettings: () => Promise<Pick<AccountSettings, 'reportTimezone'>>;
};

const dayMs = 86_400_000;

/** Returns the question that a report asks the store. Throws a Refusal of fields and ranges that it does not have. */
export const planReport = async (deps: Deps, name: ReportName, request: ReportQuery): Promise<FigureQuery> => {
  const by = request.by ?? ownDimension[name];
  checkFields(name, request, by);
  const range = rangeOf(request, deps.clock());
  const timezone = request.timezone ?? (await deps.findSettings()).reportTimezone;
  if (request.timezone !== undefined) await checkTimezone(deps, timezone, 'timezone');
  const given = filters.flatMap((filter) => (request[filter] === undefined ? [] : [[filter, request[filter]]]));
  return {
    ...range,
    step: request.step,
    timezone,
    ...(by !== undefined && { by }),
    filters: Object.fromEntries(given) as ReportFilters,
    compares: request.compare === 'previous',
  };
};

/** Tells from which counts a report is made. */
const sourceOf = (name: ReportName) => {
  if (name === 'latency') return 'latencies';
  return name === 'inbox' ? 'inbound' : 'messages';
};

/** Some reports always have one series for each of these. */
const ownDimension: Partial<Record<ReportName, ReportDimension>> = {
  errors: 'error_code',
  kept_back: 'reason',
  campaigns: 'campaign',
};

const dimensionsOf: Record<ReturnType<typeof sourceOf>, readonly ReportDimension[]> = {
  messages: ['channel', 'category', 'sender', 'template', 'country', 'campaign', 'api_key', 'error_code', 'reason'],
  latencies: ['sender', 'category'],
  inbound: ['sender', 'campaign', 'keyword', 'button', 'api_key'],
};

const filtersOf: Record<ReturnType<typeof sourceOf>, readonly (keyof ReportFilters)[]> = {
  messages: filters,
  latencies: ['sender', 'category'],
  inbound: ['sender', 'campaign_id'],
};

/** Presses of buttons are counted by sender and campaign. Other filters leave them out. */
export const countsPresses = (given: ReportFilters): boolean =>
  Object.keys(given).every((filter) => filtersOf.inbound.some((each) => each === filter));

const checkFields = (name: ReportName, request: ReportQuery, by: ReportDimension | undefined): void => {
  const source = sourceOf(name);
  const known = name === 'campaigns' ? (['campaign'] as const) : dimensionsOf[source];
  if (by !== undefined && !known.some((each) => each === by))
    throw refuseField('by', 'not_in_report', `is not in this report. Use ${known.join(', ')}`);
  const errors = filters
    .filter((filter) => request[filter] !== undefined && !filtersOf[source].includes(filter))
    .map((field) => ({
      field,
      reason: 'not_in_report',
      message: `does not filter this report. Use ${filtersOf[source].join(', ')}`,
    }));
  if (errors.length > 0) throw new Refusal('invalid-request', 'See errors', errors);
};

const defaultDays = 28;
const mostSteps = 1_000;
const stepMs: Record<ReportStep, number> = { hour: dayMs / 24, day: dayMs, week: 7 * dayMs, month: 28 * dayMs };

const rangeOf = (request: ReportQuery, now: Date): { since: Date; until: Date } => {
  const until = request.until === undefined ? now : new Date(request.until);
  const since = request.since === undefined ? new Date(until.getTime() - defaultDays * dayMs) : new Date(request.since);
  if (since >= until) throw refuseField('since', 'after_until', 'must be before `until`');
  if ((until.getTime() - since.getTime()) / stepMs[request.step] > mostSteps)
    throw refuseField(
      'step',
      'too_many_steps',
      `makes more than ${mostSteps} steps. Use a longer step or a later \`since\``,
    );
  return { since, until };
};
