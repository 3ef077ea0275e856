import { z } from 'zod';
import { PageQuery, pageOf } from './identifiers.ts';
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

const shareOf = (description: string) =>
  z
    .object({
      count: z.int(),
      of: z.int().meta({ description: 'Denominator of the share' }),
      percent: z.number().optional().meta({ description: 'To two decimal places; absent while `of` is 0' }),
    })
    .meta({ description });

const medianOf = (description: string) => z.number().optional().meta({ description });

/** Shows what people did with the messages of a campaign. */
export const CampaignEngagement = z
  .object({
    delivered: shareOf('Delivered messages, of those that Twilio took and did not fail to send'),
    read: shareOf(
      'Read messages, of those delivered. Absent for SMS. Without read receipts, a message counts as unread',
    ).optional(),
    replied: shareOf('People who answered, of those who were reached. An opt-out is an answer, too'),
    buttons: z
      .array(z.object({ text: z.string(), count: z.int() }))
      .meta({ description: 'Buttons by how often they were pressed, at most 20' }),
    opted_out: shareOf('People who opted out in answer, of the messages delivered'),
    blocked: shareOf(
      'Messages that failed because the person blocked the sender or its marketing, of all that ended or were sent',
    ),
    median_seconds_to_read: medianOf('Median time from sending until a message was read, within 9 %'),
    median_seconds_to_reply: medianOf('Median time from sending until the first answer of a person, within 9 %'),
  })
  .meta({ id: 'CampaignEngagement' });
export type CampaignEngagement = z.infer<typeof CampaignEngagement>;

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
    engagement: CampaignEngagement,
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

/** Validates the query of `GET /v1/campaigns/:id/recipients`. Recipients must match all filters. */
export const ListRecipients = PageQuery.extend({
  status: RecipientStatus.optional(),
  reason: z.string().min(1).max(64).optional(),
  error_code: z.coerce.number().int().min(1).max(99_999).optional().meta({ description: 'Twilio error code' }),
});
export type ListRecipients = z.infer<typeof ListRecipients>;

/** Shows a recipient of a campaign with the outcome of the message. */
export const Recipient = z
  .object({
    id: z.uuid().meta({ description: 'Id of the message, which exists unless the status is `pending`' }),
    line: z.int().meta({ description: 'Line of the file that named the person first' }),
    to: z.string().optional().meta({ description: 'Masked without `pii:read`; absent after an erasure' }),
    status: RecipientStatus,
    language: z.string().meta({ description: 'Language of the template that the person gets' }),
    reason: z.string().optional(),
    error: z.object({ code: z.int(), meaning: z.string() }).optional(),
    sent_at: z.iso.datetime().optional(),
    delivered_at: z.iso.datetime().optional(),
    read_at: z.iso.datetime().optional(),
    cost: Money.optional().meta({ description: 'Charge from Twilio, or the expected cost until it is known' }),
    fallback_status: Status.optional(),
  })
  .meta({ id: 'Recipient' });
export type Recipient = z.infer<typeof Recipient>;

export const RecipientPage = pageOf(Recipient).meta({ id: 'RecipientPage' });
export type RecipientPage = z.infer<typeof RecipientPage>;

/** Validates the query of `GET /v1/campaigns/:id/recipients.csv`. */
export const ExportRecipients = z
  .strictObject({
    status: RecipientStatus.optional(),
    whole: z
      .literal('true')
      .optional()
      .meta({ description: 'Whole numbers, for a person with the grant `whole_export`. A key needs `pii:read`' }),
    reason: z
      .string()
      .trim()
      .min(3)
      .max(200)
      .optional()
      .meta({ description: 'Why whole numbers are needed, for the audit log', override: { type: 'string' } }),
  })
  .refine(({ whole, reason }) => (whole === undefined) === (reason === undefined), {
    path: ['reason'],
    message: 'is required with `whole`, and only with it: say why whole numbers are needed',
    params: { reason: 'required' },
  });
export type ExportRecipients = z.infer<typeof ExportRecipients>;
