import { z } from 'zod';
import { Channel } from './content.ts';
import { readOnly, SenderId } from './identifiers.ts';

/** Shows the rate in force, in messages per second; segments per second for SMS. */
const Rate = z.object({
  in_force: z.number(),
  mps: z.number(),
  reduced_since: z.iso
    .datetime()
    .optional()
    .meta({ description: 'Time of the last reduction. The rate recovers by itself' }),
  cause: z.object({ code: z.int(), meaning: z.string() }).optional(),
});

const Health = z.object({
  status: z.enum(['ok', 'throttled', 'unreachable', 'on_hold', 'paused']).meta({
    description:
      '`throttled`: rate reduced after a Twilio rate limit · `unreachable`: a worker cannot connect to Twilio and tries again · ' +
      '`on_hold`: a Twilio quota is used up · `paused`: by request, or because Twilio refuses the sender',
  }),
  reason: z.string().optional(),
  until: z.iso.datetime().optional(),
});

const Reached = z.int().meta({
  description:
    'People who were sent a message in the last 24 hours, by all senders of the portfolio; only if `limit_in_force` is not null. Marketing to more people waits',
});

const LimitInForce = z.int().nullable().meta({
  description:
    'Most people in 24 hours: the lowest `daily_limit` of the portfolio, else the lowest `messaging_limit`. `null`: without limit',
});

const Portfolio = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, 'must be up to 64 letters, digits, blanks, dots, _ and -')
  .nullable()
  .meta({
    description:
      'Meta business portfolio of a WhatsApp sender, by any name. Its senders share one limit of people, and one low quality rating pauses the marketing of all',
  });

const Quality = z
  .object({
    rating: z.enum(['low', 'medium', 'high']).optional(),
    messaging_limit: z.int().nullable().optional().meta({ description: 'People in 24 hours; `null`: without limit' }),
    checked_at: z.iso.datetime(),
  })
  .meta({ description: 'What WhatsApp says of the sender, read from Twilio every 15 minutes' });

const MarketingWaits = z.object({ since: z.iso.datetime(), reason: z.string() }).meta({
  description:
    "Marketing waits until messages that people sent are read from Twilio's list, or until WhatsApp rates the quality better; others are sent",
});

/** Lists fields that GET returns and PUT ignores, so that a sender can be read and put back. */
const untouched = {
  id: readOnly(SenderId),
  reached: readOnly(Reached),
  limit_in_force: readOnly(LimitInForce),
  quality: readOnly(Quality),
  paused_reason: readOnly(z.string()),
  rate: readOnly(Rate),
  health: readOnly(Health),
  marketing_waits: readOnly(MarketingWaits),
  created_at: readOnly(z.iso.datetime()),
  updated_at: readOnly(z.iso.datetime()),
};

/** Validates the body of `PUT /v1/senders/:id`. A change needs only the changed fields; a new sender needs channel and address. */
export const PutSender = z
  .strictObject({
    channel: Channel.optional(),
    address: z
      .string()
      .regex(
        /^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/,
        'must be +E.164, an MG… SID, a short code or an alphanumeric sender',
      )
      .optional(),
    mps: z
      .number()
      .min(0.01)
      .max(10_000)
      .optional()
      .meta({ description: 'Messages per second; segments per second for SMS' }),
    daily_limit: z.int().min(1).nullable().optional(),
    portfolio: Portfolio.optional(),
    paused: z.boolean().optional(),
    ...untouched,
  })
  .meta({ id: 'PutSender' });
export type PutSender = z.infer<typeof PutSender>;

export const Sender = z
  .object({
    id: SenderId,
    channel: Channel,
    address: z.string(),
    mps: z.number(),
    daily_limit: z.int().nullable(),
    limit_in_force: LimitInForce,
    portfolio: Portfolio,
    quality: Quality.optional(),
    reached: Reached.optional(),
    paused: z.boolean(),
    paused_reason: z.string().optional(),
    rate: Rate,
    health: Health,
    marketing_waits: MarketingWaits.optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

export const SenderPage = z.object({ data: z.array(Sender) }).meta({ id: 'SenderPage' });
export type SenderPage = z.infer<typeof SenderPage>;

const longestHistoryHours = 400 * 24;

/** Validates the query of `GET /v1/senders/:id/history`. */
export const ListSenderHistory = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(longestHistoryHours)
    .default(6)
    .meta({ description: 'Hours up to now', override: { type: 'integer', default: 6 } }),
});

export const SenderEventKind = z.enum([
  'slowed',
  'on_hold',
  'unreachable',
  'reachable',
  'paused',
  'resumed',
  'rate_set',
  'quality_rated',
  'marketing_paused',
  'marketing_resumed',
]);
export type SenderEventKind = z.infer<typeof SenderEventKind>;

/** Shows what a sender did over time, and what changed it. */
export const SenderHistory = z
  .object({
    step: z.int().meta({ description: 'Seconds between two points: at most 500 points' }),
    points: z
      .array(
        z.object({
          at: z.iso.datetime(),
          sent: z.int().meta({ description: 'Requests that Twilio took' }),
          failed: z.int().meta({ description: 'Requests that Twilio refused for good' }),
          rate: z.number().meta({ description: 'Lowest rate in force, in messages per second' }),
        }),
      )
      .meta({
        description: 'Counted by workers, and kept for 14 days. A worker that crashes loses its last 5 seconds',
      }),
    events: z
      .array(
        z.object({
          at: z.iso.datetime(),
          kind: SenderEventKind,
          times: z.int().meta({ description: 'Such changes within the minute; `at` is the last of them' }),
          detail: z.object({
            rate: z.number().optional(),
            rate_before: z.number().optional(),
            error_code: z.int().optional(),
            until: z.string().optional(),
            reason: z.string().optional(),
            rating: z.string().optional(),
            sender: z.string().optional(),
          }),
        }),
      )
      .meta({ description: 'Oldest first; the newest 1,000. Kept for 400 days' }),
  })
  .meta({ id: 'SenderHistory' });
export type SenderHistory = z.infer<typeof SenderHistory>;
