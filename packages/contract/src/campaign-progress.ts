import { z } from 'zod';
import { Status } from './messages.ts';
import { Money } from './prices.ts';

/** A `draft` accepts recipients, a `scheduled` campaign waits for `send_at`. The last two are final. */
export const CampaignStatus = z
  .enum(['draft', 'scheduled', 'running', 'paused', 'completed', 'canceled'])
  .meta({ id: 'CampaignStatus' });
export type CampaignStatus = z.infer<typeof CampaignStatus>;

/** Adds `pending` to the statuses: this recipient has no message yet. */
export const RecipientStatus = z.enum(['pending', ...Status.options]).meta({ id: 'RecipientStatus' });
export type RecipientStatus = z.infer<typeof RecipientStatus>;

/** Counts the recipients of a campaign. Each recipient is in exactly one field of `by_status`. */
export const CampaignProgress = z
  .object({
    status: CampaignStatus,
    people: z.int(),
    done: z.int().meta({ description: 'Recipients whose message was sent to Twilio or has a final status' }),
    percent: z
      .number()
      .meta({ description: 'Percentage of recipients, to one decimal place; 100 only when all are complete' }),
    reached: z.int().meta({
      description: 'Recipients who got the message, the fallback SMS, or both',
    }),
    by_status: z.record(RecipientStatus, z.int()),
    waiting: z
      .array(z.object({ reason: z.string(), messages: z.int(), since: z.iso.datetime() }))
      .optional()
      .meta({
        description:
          'Messages of unknown outcome, by what they wait for, and since when the oldest one waits. `low_quality`: messages in the queue of a sender whose marketing waits, because WhatsApp rates its quality as low. Absent if there are none',
      }),
    kept_back: z.record(z.string(), z.int()).meta({ description: 'Messages that were suppressed, by reason' }),
    errors: z
      .array(z.object({ code: z.int(), meaning: z.string(), messages: z.int() }))
      .meta({ description: 'Failed and undelivered messages by Twilio error code, most frequent first' }),
    fallbacks: z
      .record(Status, z.int())
      .optional()
      .meta({ description: 'Fallback SMS by status; absent if there are none' }),
    rate: z.number().meta({ description: 'Messages per second, averaged over the last 30 seconds' }),
    eta: z.iso
      .datetime()
      .optional()
      .meta({ description: 'Expected end at that rate; sending windows are not considered' }),
    cost: Money.optional().meta({ description: 'Charges from Twilio, plus the expected cost of the other messages' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'CampaignProgress' });
export type CampaignProgress = z.infer<typeof CampaignProgress>;

/** Validates the query of `GET /v1/campaigns/:id/recipients.csv`. */
export const ExportRecipients = z.strictObject({ status: RecipientStatus.optional() });
export type ExportRecipients = z.infer<typeof ExportRecipients>;
