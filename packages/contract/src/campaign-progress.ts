import { z } from 'zod';
import { Status } from './messages.ts';
import { Money } from './prices.ts';

/** `draft` takes recipients · `scheduled` waits for `send_at` · the last two are ends. */
export const CampaignStatus = z
  .enum(['draft', 'scheduled', 'running', 'paused', 'completed', 'canceled'])
  .meta({ id: 'CampaignStatus' });
export type CampaignStatus = z.infer<typeof CampaignStatus>;

/** Where a message of an audience stands: `pending` has none yet. */
export const RecipientStatus = z.enum(['pending', ...Status.options]).meta({ id: 'RecipientStatus' });
export type RecipientStatus = z.infer<typeof RecipientStatus>;

/** How far a campaign has come. Everyone in its audience is in exactly one of `by_status`. */
export const CampaignProgress = z
  .object({
    status: CampaignStatus,
    people: z.int(),
    done: z.int().meta({ description: 'People whose message is with Twilio or at its end' }),
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
          'Messages of unknown outcome, by what they wait for, and since when the oldest one waits. Absent if there are none',
      }),
    kept_back: z.record(z.string(), z.int()).meta({ description: 'Messages that were suppressed, by reason' }),
    errors: z
      .array(z.object({ code: z.int(), meaning: z.string(), messages: z.int() }))
      .meta({ description: "Failed and undelivered messages by Twilio's code, the most frequent first" }),
    fallbacks: z
      .record(Status, z.int())
      .optional()
      .meta({ description: 'The SMS that went in the place of WhatsApp messages, if there are any' }),
    rate: z.number().meta({ description: 'Messages a second that went out in the last half minute' }),
    eta: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When everyone is done at that rate; windows are not counted in' }),
    cost: Money.optional().meta({ description: 'Charges from Twilio, plus the expected cost of the other messages' }),
    at: z.iso.datetime(),
  })
  .meta({ id: 'CampaignProgress' });
export type CampaignProgress = z.infer<typeof CampaignProgress>;

/** What `GET /v1/campaigns/:id/recipients.csv` takes in its query. */
export const ExportRecipients = z.strictObject({ status: RecipientStatus.optional() });
export type ExportRecipients = z.infer<typeof ExportRecipients>;
