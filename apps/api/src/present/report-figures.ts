import type { Report } from '@recado/contract';
import {
  noInbound,
  type DailyBudget,
  type FigureQuery,
  type InboundFigures,
  type LatencyFigures,
  type MessageFigures,
  type NamedKey,
} from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';
import { listCodes } from '@recado/twilio';

type Named<Name extends Report['report']> = Extract<Report, { report: Name }>;

type FiguresOf<Name extends Report['report']> = Named<Name>['totals'];

/** The figures of each report, from counts of messages. */
export const messageReports: {
  [Name in Exclude<Report['report'], 'latency' | 'inbox'>]: (figures: MessageFigures) => FiguresOf<Name>;
} = {
  delivery: ({ accepted, waiting, sent, delivered, read, undelivered, failed, kept_back, expired, canceled }) => ({
    accepted,
    waiting,
    sent,
    delivered,
    delivered_percent: shareOf(delivered, sent),
    read,
    undelivered,
    failed,
    kept_back,
    expired,
    canceled,
  }),
  engagement: ({ whatsapp_delivered: onWhatsapp, delivered, read, reached, replied, opted_out: optedOut }) => ({
    delivered: onWhatsapp,
    read,
    read_percent: shareOf(read, onWhatsapp),
    reached,
    replied,
    replied_percent: shareOf(replied, reached),
    opted_out: optedOut,
    opted_out_per_1000: shareOf(optedOut, delivered, 1_000),
  }),
  cost: ({ accepted, cost, charged, expected, delivered, replied }) => ({
    accepted,
    cost,
    charged,
    expected,
    per_delivered: averageOf(cost, delivered),
    per_reply: averageOf(cost, replied),
  }),
  errors: ({ failed, undelivered, sent }) => ({
    messages: failed + undelivered,
    tried: sent + failed,
    percent: shareOf(failed + undelivered, sent + failed),
  }),
  kept_back: ({ kept_back: messages, accepted }) => ({ messages, accepted, percent: shareOf(messages, accepted) }),
  campaigns: ({ sent, delivered, whatsapp_delivered: onWhatsapp, read, reached, replied, cost, opted_out }) => ({
    sent,
    delivered,
    delivered_percent: shareOf(delivered, sent),
    read,
    read_percent: shareOf(read, onWhatsapp),
    reached,
    replied,
    replied_percent: shareOf(replied, reached),
    opted_out,
    cost,
    per_reply: averageOf(cost, replied),
  }),
};

export const inboundReport = ({
  judged,
  windows_closed: windowsClosed,
  first_answer: firstAnswer,
  ...figures
}: InboundFigures): FiguresOf<'inbox'> =>
  figures.wrote === null
    ? { ...figures, ...noWaits }
    : {
        ...figures,
        wrote: figures.wrote,
        answered_in_24h_percent: shareOf(figures.answered_in_24h, judged),
        windows_closed: windowsClosed,
        first_answer: firstAnswer,
      };

const noWaits = {
  wrote: null,
  waiting: null,
  answered: null,
  answered_in_24h: null,
  answered_in_24h_percent: null,
  windows_closed: null,
  first_answer: null,
};

export const presentDailyBudget = ({ amount, currency, days }: DailyBudget) => ({
  amount,
  currency,
  days: days.map(({ day, spent }) => ({ day, spent, percent: shareOf(Number(spent), Number(amount)) ?? 0 })),
});

const shareOf = (part: number, whole: number, of = 100): number | null =>
  whole > 0 ? Math.round((part / whole) * of * 100) / 100 : null;

const averageOf = (amount: string, among: number): string | null =>
  among > 0 ? String(Math.round((Number(amount) / among) * 1e6) / 1e6) : null;

const nothing: MessageFigures = {
  accepted: 0,
  waiting: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  undelivered: 0,
  failed: 0,
  kept_back: 0,
  expired: 0,
  canceled: 0,
  whatsapp_delivered: 0,
  reached: 0,
  replied: 0,
  opted_out: 0,
  cost: '0',
  charged: '0',
  expected: '0',
};
const noDurations: LatencyFigures = { wait: null, send: null, deliver: null, read: null, reply: null };
/** The figures of a report without any message. */
export const noFigures = { messages: nothing, latencies: noDurations, inbound: noInbound };

const codes = new Map(listCodes().map(({ code, ...facts }) => [String(code), facts]));

/** Says what an error code means and what to do, and names the first and last step of a key. */
export const describeErrors =
  (by: FigureQuery['by']) =>
  (key: string, steps: readonly { at: Date }[]): Partial<FactsOfError> => {
    const known = by === 'error_code' ? codes.get(key) : undefined;
    return omitUndefined({
      ...(known && { meaning: known.meaning, class: known.class, remedy: known.remedy }),
      first_at: steps[0]?.at.toISOString(),
      last_at: steps.at(-1)?.at.toISOString(),
    });
  };

type FactsOfError = Pick<
  NonNullable<Named<'errors'>['keys']>[number],
  'meaning' | 'class' | 'remedy' | 'first_at' | 'last_at'
>;

/** The budget of a campaign in the report of costs. */
export const describeBudget = (names: ReadonlyMap<string, NamedKey>) => (key: string) => {
  const budget = names.get(key)?.budget;
  return budget ? { budget: { ...budget, percent: shareOf(Number(budget.spent), Number(budget.amount)) ?? 0 } } : {};
};
