import { z } from 'zod';
import { Time } from './identifiers.ts';
import { Category, Channel } from './content.ts';
import { TimeZoneName } from './sending-window.ts';

export const ReportName = z
  .enum(['delivery', 'engagement', 'cost', 'latency', 'errors', 'kept_back', 'campaigns', 'inbox'])
  .meta({ id: 'ReportName' });
export type ReportName = z.infer<typeof ReportName>;

export const ReportPath = z.object({ report: ReportName });

export const ReportStep = z.enum(['hour', 'day', 'week', 'month']);
export type ReportStep = z.infer<typeof ReportStep>;

export const ReportDimension = z
  .enum([
    'channel',
    'category',
    'sender',
    'template',
    'country',
    'campaign',
    'api_key',
    'error_code',
    'reason',
    'keyword',
    'button',
  ])
  .meta({ id: 'ReportDimension' });
export type ReportDimension = z.infer<typeof ReportDimension>;

/** Validates the query of `GET /v1/reports/:report`. */
export const ReportQuery = z.strictObject({
  since: Time.optional().meta({
    description: 'From the start of the step of this time; default: 28 days before `until`',
  }),
  until: Time.optional().meta({ description: 'Until the end of the day of this time, or of its hour; default: now' }),
  step: ReportStep.default('day'),
  timezone: TimeZoneName.optional().meta({ description: 'Time zone of days; default: the setting `report_timezone`' }),
  by: ReportDimension.optional().meta({ description: 'Makes one series for each value of this field' }),
  sender: z.string().min(1).max(128).optional(),
  channel: Channel.optional(),
  category: Category.optional(),
  template: z.string().min(1).max(512).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two letters such as BR')
    .optional(),
  campaign_id: z.uuid().optional(),
  api_key: z.uuid().optional().meta({ description: 'Id of an API key. Messages of campaigns have none' }),
  compare: z.literal('previous').optional().meta({ description: 'Adds the period of the same length before' }),
});
export type ReportQuery = z.infer<typeof ReportQuery>;

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

const Inbox = z.object({
  received: count('Messages that people sent'),
  opted_out: count('Requests to stop, by keyword or sentence'),
  opted_in: count('Requests to start again'),
  unclear: count('Messages that may be an opt-out'),
  pressed: count('Presses of buttons'),
});

const key = z.string().meta({ description: 'Value of `by`. Empty: messages without one' });

const keyFields = {
  key,
  name: z.string().optional().meta({ description: 'Name of the campaign or API key' }),
  people: z.int().optional().meta({ description: 'Recipients of the campaign' }),
  launched_at: z.iso.datetime().optional().meta({ description: 'Launch of the campaign, to line campaigns up' }),
  duration_seconds: z.int().optional().meta({ description: 'From the launch of the campaign to its end' }),
};

const period = { since: z.iso.datetime(), until: z.iso.datetime() };

const reportOf = <Name extends ReportName, Shape extends z.ZodRawShape>(name: Name, figures: z.ZodObject<Shape>) =>
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
      .array(z.object(keyFields).extend(figures.shape))
      .optional()
      .meta({ description: 'Sums of each value of `by`, the largest first, at most 100' }),
    left_out: z.int().optional().meta({ description: 'Number of smaller keys, which are in `totals` only' }),
    totals: figures,
    previous: z
      .object({ ...period, totals: figures, keys: z.array(z.object({ key }).extend(figures.shape)).optional() })
      .optional(),
    counted_until: z.iso.datetime().meta({ description: 'All changes before this time are counted' }),
  });

/** Shows figures of messages over time. */
export const Report = z
  .discriminatedUnion('report', [
    reportOf('delivery', Delivery),
    reportOf('engagement', Engagement),
    reportOf('cost', Cost),
    reportOf('latency', Latency),
    reportOf('errors', Errors),
    reportOf('kept_back', KeptBack),
    reportOf('campaigns', Campaigns),
    reportOf('inbox', Inbox),
  ])
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
