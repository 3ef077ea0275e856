import { z } from 'zod';
import { Money } from './prices.ts';
import { ErrorCodeList } from './problem.ts';
import { ReportDimension, ReportStep, type ReportName } from './report-query.ts';

const count = (description: string) => z.int().meta({ description });
const share = (description: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${description}. Null of nothing` });
const amount = (description: string) => z.string().meta({ description });
const average = (description: string) =>
  z
    .string()
    .nullable()
    .meta({ description: `${description}. Null of nothing` });

const sent = count('Messages that Twilio took: sent, delivered, read or undelivered');
const delivered = count('Messages that were delivered or read');
const read = count('Messages that were read');
const reached = count('People that a message reached');
const replied = count('People who answered');
const repliedPercent = share('People who answered, of 100 reached');
const optedOut = count('People who opted out in answer');
const deliveredPercent = share('Delivered messages, of 100 sent');

const Delivery = z.object({
  accepted: count('All messages'),
  waiting: count('Messages that wait or are being sent'),
  sent,
  delivered,
  delivered_percent: deliveredPercent,
  read,
  undelivered: count('Messages that Twilio took and did not deliver'),
  failed: count('Messages that were not sent, or failed at Twilio'),
  kept_back: count('Messages that Recado did not send, for a reason such as `opted_out`'),
  expired: count('Messages whose time ended first'),
  canceled: count('Messages that were canceled'),
});

const Engagement = z.object({
  delivered: count('WhatsApp messages that were delivered or read'),
  read: count('WhatsApp messages that were read'),
  read_percent: share('Read messages, of 100 delivered on WhatsApp. Without read receipts, a message counts as unread'),
  reached,
  replied,
  replied_percent: repliedPercent,
  opted_out: optedOut,
  opted_out_per_1000: share('People who opted out, of 1,000 messages delivered on any channel'),
});

const Cost = z.object({
  accepted: count('All messages'),
  cost: amount('Charged and expected cost'),
  charged: amount('Cost that Twilio told'),
  expected: amount('Cost by the price list that Twilio has not told yet'),
  per_delivered: average('Cost of a delivered message'),
  per_reply: average('Cost of a person who answered'),
});

const stage = (description: string) =>
  z
    .object({ messages: z.int(), p50: z.number(), p90: z.number(), p99: z.number() })
    .nullable()
    .meta({ description: `${description}: percentiles in seconds, within 9 %. Null of nothing` });

const Latency = z.object({
  wait: stage('From acceptance, or `send_at`, until a worker took the message'),
  send: stage('From then until Twilio took it'),
  deliver: stage('From then until it was delivered'),
  read: stage('From sending until it was read'),
  reply: stage('From sending until its first answer'),
});

const Errors = z.object({
  messages: count('Messages that failed or were not delivered'),
  tried: count('Messages that were sent or failed'),
  percent: share('Messages of 100 tried'),
});

const KeptBack = z.object({
  messages: count('Messages that Recado did not send'),
  accepted: count('All messages'),
  percent: share('Messages of 100 accepted'),
});

const Campaigns = z.object({
  sent,
  delivered,
  delivered_percent: deliveredPercent,
  read,
  read_percent: share('Read messages, of 100 delivered on WhatsApp'),
  reached,
  replied,
  replied_percent: repliedPercent,
  opted_out: optedOut,
  cost: amount('Charged and expected cost'),
  per_reply: average('Cost of a person who answered'),
});

const answerCount = (description: string) =>
  z
    .int()
    .nullable()
    .meta({ description: `${description}. Null by keyword or button` });

const Inbox = z.object({
  received: count('Messages that people sent'),
  opted_out: count('Requests to stop, by keyword or sentence'),
  opted_in: count('Requests to start again'),
  unclear: count('Messages that may be an opt-out'),
  pressed: count('Presses of buttons'),
  wrote: answerCount('People who wrote and wait for an answer, or waited. An opt-out or its end waits for none'),
  waiting: answerCount('People of these who wait now'),
  answered: answerCount('People of these who got an answer: a message outside campaigns, and no login code'),
  answered_in_24h: answerCount('People who got it within 24 hours'),
  answered_in_24h_percent: share('People who got it within 24 hours, of 100 who got it or waited longer'),
  windows_closed: answerCount('Service windows of WhatsApp that closed before an answer'),
  first_answer: stage('From the first unanswered message of a person until the answer'),
});

const key = z.string().meta({ description: 'Value of `by`. Empty: messages without one' });

const keyFields = {
  key,
  name: z.string().optional().meta({ description: 'Name of the campaign or API key' }),
  people: z.int().optional().meta({ description: 'Recipients of the campaign' }),
  launched_at: z.iso.datetime().optional().meta({ description: 'Launch of the campaign, to line campaigns up' }),
  duration_seconds: z.int().optional().meta({ description: 'From the launch of the campaign to its end' }),
};

const Spent = Money.extend({
  spent: z.string().meta({ description: 'As budgets count it, which includes what waits to be sent' }),
  percent: z.number().meta({ description: 'Spent of 100 of the budget' }),
});

const ofCampaign = {
  budget: Spent.optional().meta({ description: 'Budget of the campaign, and all that it spent, in any time' }),
};

const ofErrorCode = {
  ...ErrorCodeList.shape.data.element.pick({ meaning: true, class: true, remedy: true }).partial().shape,
  first_at: z.iso.datetime().optional().meta({ description: 'First step with such a message' }),
  last_at: z.iso.datetime().optional().meta({ description: 'Last step with such a message' }),
};

const Buttons = z
  .array(z.object({ text: z.string(), count: z.int() }))
  .optional()
  .meta({
    description:
      'Buttons that were pressed in this time, the 20 most frequent. Absent with a filter other than `sender` and `campaign_id`',
  });

const DailyBudget = Money.extend({
  days: z
    .array(z.object({ day: z.iso.date(), spent: z.string(), percent: z.number() }))
    .meta({ description: 'UTC days with spending of all campaigns and messages, the last 400' }),
})
  .optional()
  .meta({ description: 'Daily budget of the settings, and what counts towards it. Absent without one' });

const period = { since: z.iso.datetime(), until: z.iso.datetime() };

const reportOf = <
  Name extends ReportName,
  Shape extends z.ZodRawShape,
  OfKey extends z.ZodRawShape,
  OfAll extends z.ZodRawShape,
>(
  name: Name,
  figures: z.ZodObject<Shape>,
  { ofKey, ofAll }: { ofKey: OfKey; ofAll: OfAll },
) =>
  z.object({
    report: z.literal(name),
    ...period,
    step: ReportStep,
    timezone: z.string(),
    day_offset_minutes: z.int().optional().meta({
      description: 'Days begin so many minutes after midnight, because hours are those of UTC. Absent in most zones',
    }),
    currency: z.string().optional().meta({ description: 'Currency of the price list, of all amounts' }),
    by: ReportDimension.optional(),
    points: z
      .array(z.object({ at: z.iso.datetime(), key: key.optional() }).extend(figures.shape))
      .meta({ description: 'Steps with messages, in order of time. `at` is the start of the step' }),
    keys: z
      .array(z.object({ ...keyFields, ...ofKey }).extend(figures.shape))
      .optional()
      .meta({ description: 'Sums of each value of `by`, the largest first, at most 100' }),
    left_out: z.int().optional().meta({ description: 'Number of smaller keys, which are in `totals` only' }),
    totals: figures,
    ...ofAll,
    previous: z
      .object({ ...period, totals: figures, keys: z.array(z.object({ key }).extend(figures.shape)).optional() })
      .optional(),
    counted_until: z.iso.datetime().meta({ description: 'All changes before this time are counted' }),
  });

const noMore = { ofKey: {}, ofAll: {} };

/** Shows figures of messages over time. */
export const Report = z
  .discriminatedUnion('report', [
    reportOf('delivery', Delivery, noMore),
    reportOf('engagement', Engagement, { ofKey: {}, ofAll: { buttons: Buttons } }),
    reportOf('cost', Cost, { ofKey: ofCampaign, ofAll: { daily_budget: DailyBudget } }),
    reportOf('latency', Latency, noMore),
    reportOf('errors', Errors, { ofKey: ofErrorCode, ofAll: {} }),
    reportOf('kept_back', KeptBack, noMore),
    reportOf('campaigns', Campaigns, noMore),
    reportOf('inbox', Inbox, noMore),
  ])
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
