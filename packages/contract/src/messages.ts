import { z } from 'zod';
import { Category, Channel, FreeText, Line, Media, Metadata, Variables } from './content.ts';
import { Language, listQueryOf, MessageId, pageOf, PhoneOrHandle, SenderId, TemplateName } from './identifiers.ts';
import { ValidFor } from './sending-window.ts';

export const EventType = z.enum([
  'accepted',
  'submitted',
  'rejected',
  'throttled',
  'stopped',
  'unsent',
  'unknown',
  'callback',
  'canceled',
  'expired',
  'suppressed',
  'failed',
  'found_at_twilio',
  'not_found_at_twilio',
  'lookup_failed',
  'match_withdrawn',
  'retried',
  'fallback_queued',
  'waiting',
]);
export type EventType = z.infer<typeof EventType>;

/** Shows one event of a message. */
export const MessageEvent = z
  .object({
    at: z.iso.datetime(),
    type: EventType,
    status: z
      .string()
      .optional()
      .meta({ description: 'New status; for a callback, the status in the words of Twilio' }),
    attempt: z.int().optional(),
    twilio_sid: z.string().optional(),
    error_code: z.int().optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'MessageEvent' });
export type MessageEvent = z.infer<typeof MessageEvent>;

/**
 * Names the status of a message. An `accepted` message is durable and waits; `sending` is claimed, with an outcome not
 * known yet. A `sent` one has a Twilio SID; `delivered` and `read` come from callbacks. The others are final.
 */
export const Status = z
  .enum([
    'accepted',
    'sending',
    'sent',
    'delivered',
    'read',
    'undelivered',
    'failed',
    'suppressed',
    'expired',
    'canceled',
  ])
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;

/** Fallback SMS, sent when WhatsApp does not deliver. */
export const SendFallback = z
  .strictObject({
    channel: z.literal('sms'),
    template: TemplateName.optional(),
    language: Language.optional().meta({
      description: 'Language; default: that of the message or campaign if it names one, otherwise that of the person',
    }),
    variables: Variables.optional().meta({ description: 'Variables; default: those of the message' }),
    body: FreeText.optional(),
    sender: SenderId.optional(),
    after: ValidFor.optional().meta({
      description: 'Time for delivery after WhatsApp accepts the message: seconds, or an ISO 8601 duration',
    }),
  })
  .superRefine(({ template, body, variables }, context) => {
    const issue = (field: string, reason: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, params: { reason } });
    if (!template && !body) issue('template', 'required', 'name a template or write a body');
    if (template && body) issue('body', 'exclusive', 'goes without a template');
    if (!template && variables) issue('variables', 'exclusive', 'needs a template');
  })
  .meta({
    id: 'SendFallback',
    description:
      'One SMS, sent if WhatsApp cannot reach the person, if the message is not delivered within `after`, or if it expires. Its `valid_for` starts again for the SMS',
  });
export type SendFallback = z.infer<typeof SendFallback>;

/** Shows the fallback SMS of a campaign. */
export const CampaignFallback = z
  .object({
    channel: z.literal('sms'),
    template: z.string().optional(),
    language: z.string().optional(),
    variables: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
    sender: z.string().optional(),
    after: z.int().optional().meta({ description: 'Seconds' }),
  })
  .meta({ id: 'CampaignFallback' });
export type CampaignFallback = z.infer<typeof CampaignFallback>;

/** Shows the fallback SMS of a message. It has no id until it is needed. */
export const Fallback = z
  .object({
    channel: z.literal('sms'),
    id: MessageId.optional().meta({ description: 'Message id of the SMS; absent until it is needed' }),
    status: Status.optional(),
  })
  .meta({ id: 'Fallback' });
export type Fallback = z.infer<typeof Fallback>;

/** Validates the body of `POST /v1/messages`. */
export const SendMessage = z
  .strictObject({
    to: z.string().trim().min(1).max(160).meta({
      description: 'E.164, a national number of DEFAULT_COUNTRY, or an id of WhatsApp such as BR.13491208655302741918',
    }),
    template: TemplateName.optional(),
    language: Language.optional().meta({
      description:
        'Language of the template. Default: that of the contact, then its base language, then the only one of that base language, then the one that was stored first',
    }),
    variables: Variables.optional(),
    body: FreeText.optional(),
    media: Media.optional(),
    channel: Channel.optional(),
    category: Category.optional(),
    sender: SenderId.optional(),
    send_at: z.iso
      .datetime({ offset: true, error: 'must be a time with its offset, for example 2026-12-24T09:00:00-03:00' })
      .optional()
      .meta({ description: 'Earliest time at which the message is sent; default: now' }),
    valid_for: ValidFor.optional(),
    fallback: SendFallback.optional(),
    reference: Line.min(1).max(128).optional().meta({ description: 'Your own id for the message. Not encrypted' }),
    metadata: Metadata.optional(),
  })
  .superRefine((message, context) => {
    const issue = (field: string, reason: string, text: string) =>
      context.addIssue({ code: 'custom', path: [field], message: text, params: { reason } });
    if (!message.template && !message.body && !message.media)
      issue('template', 'required', 'name a template, or give a body or media');
    if (message.template && message.body) issue('body', 'exclusive', 'goes without a template');
    if (message.template && message.media) issue('media', 'exclusive', 'goes without a template');
    if (!message.template && message.variables) issue('variables', 'exclusive', 'needs a template');
    if (!message.template && message.language) issue('language', 'exclusive', 'needs a template');
  })
  .meta({ id: 'SendMessage' });
export type SendMessage = z.infer<typeof SendMessage>;

/** Shows a message. */
export const Message = z
  .object({
    id: MessageId,
    status: Status,
    reason: z.string().optional().meta({
      description:
        'Reason why the message was suppressed, canceled or not sent. While `sending`, it names the event that the message waits for: `waits_for_status_callback`, `waits_for_twilio_list`, `restored` (the database was restored, and Recado looks for the message at Twilio first), or `sid_conflict` (Twilio answered with the SID of another message). `outcome_unknown`: it failed because Recado could not find out whether Twilio has it. `unreadable`: its number or text cannot be decrypted',
    }),
    waiting_since: z.iso
      .datetime()
      .optional()
      .meta({ description: 'Time since which a message of unknown outcome waits; see `reason`' }),
    to: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    channel: Channel,
    category: Category,
    sender: z.string(),
    template: z.string().optional(),
    language: z.string().optional(),
    reference: z.string().optional(),
    metadata: Metadata.optional(),
    campaign_id: z.string().optional(),
    attempts: z.int(),
    twilio_sid: z.string().optional(),
    error: z.object({ code: z.int().optional(), message: z.string() }).optional(),
    segments: z.int().optional(),
    price: z.object({ amount: z.string(), currency: z.string() }).optional(),
    created_at: z.iso.datetime(),
    send_at: z.iso.datetime().optional(),
    valid_until: z.iso.datetime().optional(),
    sent_at: z.iso.datetime().optional(),
    delivered_at: z.iso.datetime().optional(),
    read_at: z.iso.datetime().optional(),
    fallback: Fallback.optional().meta({ description: 'Fallback SMS, sent if WhatsApp does not reach the person' }),
    fallback_for: MessageId.optional().meta({ description: 'WhatsApp message that this fallback SMS replaces' }),
    events: z.array(MessageEvent).optional(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** Shows a message that was changed to a caller who may not read messages. */
export const ChangedMessage = Message.pick({ id: true, status: true }).meta({ id: 'ChangedMessage' });
export type ChangedMessage = z.infer<typeof ChangedMessage>;

/** Validates the query of `GET /v1/messages`. */
export const ListMessages = z.strictObject({
  status: Status.optional(),
  campaign_id: z.uuid().optional(),
  to: PhoneOrHandle.optional(),
  reference: Line.min(1).max(128).optional(),
  error_code: z.coerce.number().int().min(1).max(999_999).optional(),
  ...listQueryOf('created_at').shape,
});
export type ListMessages = z.infer<typeof ListMessages>;

export const MessagePage = pageOf(Message).meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;

/** Carries only the id of a message through the queue, so that no queue ever holds personal data. */
export const DeliverJob = z.strictObject({ messageId: z.uuid(), segments: z.int().min(2).optional() });
export type DeliverJob = z.infer<typeof DeliverJob>;
