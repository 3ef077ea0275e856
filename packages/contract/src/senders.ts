import { z } from 'zod';
import { Channel } from './content.ts';
import { readOnly, SenderId } from './identifiers.ts';

/** Which rate holds now, in messages a second; segments a second for SMS. */
const Rate = z.object({
  in_force: z.number(),
  mps: z.number(),
  reduced_since: z.iso.datetime().optional().meta({ description: 'When it was last halved; it climbs back by itself' }),
  cause: z.object({ code: z.int(), meaning: z.string() }).optional(),
});

const Health = z.object({
  status: z.enum(['ok', 'throttled', 'unreachable', 'on_hold', 'paused']).meta({
    description:
      '`throttled`: too fast for Twilio · `unreachable`: Twilio does not answer a worker, which tries again · ' +
      '`on_hold`: a quota is used up · `paused`: by somebody, or because Twilio refuses the sender',
  }),
  reason: z.string().optional(),
  until: z.iso.datetime().optional(),
});

const Reached = z.int().meta({
  description:
    'People to whom a message left in the last 24 hours, of a sender with a daily_limit. Marketing to more waits',
});

const MarketingWaits = z.object({ since: z.iso.datetime(), reason: z.string() }).meta({
  description: "Marketing waits until messages that people sent are read from Twilio's list; others are sent",
});

/** What a GET gives and a PUT passes over, so that a sender that was read can be put back. */
const untouched = {
  id: readOnly(SenderId),
  reached: readOnly(Reached),
  paused_reason: readOnly(z.string()),
  rate: readOnly(Rate),
  health: readOnly(Health),
  marketing_waits: readOnly(MarketingWaits),
  created_at: readOnly(z.iso.datetime()),
  updated_at: readOnly(z.iso.datetime()),
};

/** What `PUT /v1/senders/:id` takes. To change a sender, some of the fields are enough; to make one, channel and address are needed. */
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
