import { z } from 'zod';
import { Channel } from './channel.ts';
import { SenderId } from './identifiers.ts';

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
    mps: z.number().min(0.01).max(10_000).optional().meta({ description: 'Messages per second' }),
    daily_limit: z.int().min(1).nullable().optional(),
    paused: z.boolean().optional(),
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
    paused: z.boolean(),
    paused_reason: z.string().optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

export const SenderPage = z.object({ data: z.array(Sender) }).meta({ id: 'SenderPage' });
export type SenderPage = z.infer<typeof SenderPage>;
