import { z } from 'zod';
import { Category, Channel } from './content.ts';
import { Fallback, SendFallback } from './fallback.ts';
import { Language, MessageId, SenderId, TemplateName } from './identifiers.ts';
import { MessageEvent } from './message-event.ts';
import { Metadata } from './metadata.ts';
import { pageOf, PageQuery } from './page-query.ts';
import { Status } from './status.ts';
import { FreeText, Line } from './text.ts';
import { ValidFor } from './valid-for.ts';
import { Variables } from './variables.ts';

/** What `POST /v1/messages` takes. */
export const SendMessage = z
  .strictObject({
    to: z.string().trim().min(1).max(64).meta({ description: 'E.164, or a national number of DEFAULT_COUNTRY' }),
    template: TemplateName.optional(),
    language: Language.optional().meta({
      description: "Which of the template's languages; the first stored without it",
    }),
    variables: Variables.optional(),
    body: FreeText.optional(),
    channel: Channel.optional(),
    category: Category.optional(),
    sender: SenderId.optional(),
    send_at: z.iso
      .datetime({ offset: true, error: 'must be a time with its offset, as in 2026-12-24T09:00:00-03:00' })
      .optional()
      .meta({ description: 'Not before this time' }),
    valid_for: ValidFor.optional(),
    fallback: SendFallback.optional(),
    reference: Line.min(1).max(128).optional().meta({ description: 'Your own id for it. Not encrypted' }),
    metadata: Metadata.optional(),
  })
  .superRefine((message, context) => {
    const issue = (field: string, reason: string, text: string) =>
      context.addIssue({ code: 'custom', path: [field], message: text, params: { reason } });
    if (!message.template && !message.body) issue('template', 'required', 'name a template or write a body');
    if (message.template && message.body) issue('body', 'exclusive', 'goes without a template');
    if (!message.template && message.variables) issue('variables', 'exclusive', 'needs a template');
    if (!message.template && message.language) issue('language', 'exclusive', 'needs a template');
  })
  .meta({ id: 'SendMessage' });
export type SendMessage = z.infer<typeof SendMessage>;

/** A message as the API shows it. */
export const Message = z
  .object({
    id: MessageId,
    status: Status,
    reason: z.string().optional().meta({ description: 'Why it was kept back, canceled, or not even tried' }),
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
    fallback: Fallback.optional().meta({ description: 'The SMS that goes when WhatsApp does not reach the person' }),
    fallback_for: MessageId.optional().meta({ description: 'Of such an SMS: the WhatsApp message' }),
    events: z.array(MessageEvent).optional(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

/** What `GET /v1/messages` takes in its query. */
export const ListMessages = z.strictObject({
  status: Status.optional(),
  campaign_id: z.uuid().optional(),
  to: z.string().trim().min(1).max(64).optional(),
  reference: Line.min(1).max(128).optional(),
  error_code: z.coerce.number().int().min(1).max(999_999).optional(),
  ...PageQuery.shape,
});
export type ListMessages = z.infer<typeof ListMessages>;

export const MessagePage = pageOf(Message).meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof MessagePage>;
