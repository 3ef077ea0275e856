import { z } from 'zod';
import { Category, Channel, Line } from './content.ts';
import { EventName } from './events.ts';
import { listQueryOf, pageOf, SenderId, TemplateName } from './identifiers.ts';

const isWebhookUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
};

const Url = z
  .string()
  .max(2000)
  .refine(isWebhookUrl, { message: 'must be an https URL without credentials', params: { reason: 'invalid_format' } });

const Types = z
  .array(EventName)
  .min(1)
  .max(EventName.options.length)
  .meta({ description: 'Events to send; default: all' });

const oneOrMore = <Value extends z.ZodType>(value: Value) => z.union([value, z.array(value).min(1).max(50)]).optional();

/** Selects events by their subject. */
export const WebhookFilter = z
  .strictObject({
    campaign_id: oneOrMore(z.uuid()),
    sender: oneOrMore(SenderId),
    channel: oneOrMore(Channel),
    category: oneOrMore(Category),
    template: oneOrMore(TemplateName),
    reference: oneOrMore(Line.min(1).max(128)),
    error_code: oneOrMore(z.int().min(1).max(999_999)),
  })
  .refine((filter) => Object.keys(filter).length > 0, { message: 'has no field', params: { reason: 'required' } })
  .meta({
    id: 'WebhookFilter',
    description:
      'Events to send, by what they are about: a value or a list of values for each field. An event must match all fields. One that has no such field is not sent',
  });
export type WebhookFilter = z.infer<typeof WebhookFilter>;

const IncludeNumbers = z.boolean().meta({
  description: 'Send whole phone numbers and the texts of inbound messages; default: masked. Noted in the audit log',
});

/** Validates the body of `POST /v1/webhooks`. */
export const CreateWebhook = z
  .strictObject({
    url: Url,
    types: Types.optional(),
    filter: WebhookFilter.optional(),
    include_numbers: IncludeNumbers.default(false),
  })
  .meta({ id: 'CreateWebhook' });
export type CreateWebhook = z.infer<typeof CreateWebhook>;

/** Validates the body of `PATCH /v1/webhooks/:id`. */
export const PatchWebhook = z
  .strictObject({
    url: Url.optional(),
    types: Types.nullable().optional().meta({ description: '`null`: all events' }),
    filter: WebhookFilter.nullable().optional().meta({ description: '`null`: all events of `types`' }),
    include_numbers: IncludeNumbers.optional(),
    status: z
      .literal('active')
      .optional()
      .meta({ description: 'Continues a parked or ended webhook with the event after the last one that it got' }),
  })
  .refine((request) => Object.keys(request).length > 0, { message: 'changes nothing', params: { reason: 'required' } })
  .meta({ id: 'PatchWebhook' });
export type PatchWebhook = z.infer<typeof PatchWebhook>;

/** Shows a webhook. */
export const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    types: z.array(z.string()).nullable().meta({ description: '`null`: all events' }),
    filter: WebhookFilter.optional(),
    include_numbers: z.boolean(),
    status: z.enum(['active', 'parked', 'ended']).meta({
      description:
        '`parked`: its requests failed for a day. `ended`: it answered 410. PATCH with `status` continues it',
    }),
    reason: z.string().optional(),
    created_at: z.iso.datetime(),
    sequence: z
      .int()
      .meta({ description: 'Number of the event up to which it got everything, but for waiting events' }),
    waiting: z.int().meta({ description: 'Events that failed, or that wait for an earlier one about the same thing' }),
    failing_since: z.iso
      .datetime()
      .optional()
      .meta({ description: 'No request has succeeded since then. After a day, the webhook is parked' }),
    next_try_at: z.iso.datetime().optional(),
    replaying: z.object({ from: z.int(), to: z.int() }).optional(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof Webhook>;

const secret = z.string().meta({ description: 'Secret that signs the requests (standardwebhooks.com). Shown once' });

export const CreatedWebhook = Webhook.extend({ secret }).meta({ id: 'CreatedWebhook' });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const WebhookPage = z.object({ data: z.array(Webhook) }).meta({ id: 'WebhookPage' });
export type WebhookPage = z.infer<typeof WebhookPage>;

const Sequence = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Validates the body of `POST /v1/webhooks/:id/replay`. */
export const ReplayWebhook = z
  .strictObject({ from: Sequence, to: Sequence })
  .refine(({ from, to }) => from <= to, {
    path: ['to'],
    message: 'must not be smaller than from',
    params: { reason: 'too_small' },
  })
  .meta({ id: 'ReplayWebhook' });
export type ReplayWebhook = z.infer<typeof ReplayWebhook>;

/** Validates the query of `GET /v1/webhooks/:id/deliveries`. */
export const ListDeliveries = listQueryOf('at');
export type ListDeliveries = z.infer<typeof ListDeliveries>;

/** Shows a failed request, or the successful requests of one round. */
const Delivery = z
  .object({
    at: z.iso.datetime(),
    first_sequence: z.int(),
    last_sequence: z.int(),
    events: z.int(),
    status: z.int().optional().meta({ description: 'HTTP status of the response; absent if there was none' }),
    error: z.string().optional(),
  })
  .meta({ id: 'WebhookDelivery' });

export const DeliveryPage = pageOf(Delivery).meta({ id: 'WebhookDeliveryPage' });
export type DeliveryPage = z.infer<typeof DeliveryPage>;
