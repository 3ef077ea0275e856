import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { CampaignId, MessageId, SenderId, TemplateName } from '../identifiers.ts';
import type { Message } from '../messages.ts';
import { Problem, problemTypes, problemUri, type ProblemType } from '../problem.ts';

/** Describes the problems that an operation may answer with, by status. */
export const problems = (...types: ProblemType[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    [...Map.groupBy([...types, 'internal' as const], (type) => problemTypes[type].status)].map(([status, group]) => [
      String(status),
      problem(group),
    ]),
  ) as ZodOpenApiResponsesObject;

const retryAfter = {
  'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait before the next request' },
} as const;

const rateLimit = {
  'RateLimit-Policy': {
    schema: { type: 'string' },
    description: 'Rate limit of the API key: `"key";q=100;w=1` means 100 requests per second',
  },
  RateLimit: {
    schema: { type: 'string' },
    description: 'Remaining requests, and the seconds until the limit resets: `"key";r=42;t=1`',
  },
} as const;

/** Adds headers to a refusal that is temporary. */
const headersOf = (types: ProblemType[]): Pick<ZodOpenApiResponseObject, 'headers'> => {
  if (types.includes('rate-limited')) return { headers: { ...retryAfter, ...rateLimit } };
  return types.includes('unavailable') ? { headers: retryAfter } : {};
};

/** Describes the responses of one status, with examples of problem+json. */
const problem = (types: ProblemType[]): ZodOpenApiResponseObject => ({
  description: types.map((type) => problemTypes[type].title).join(', or: '),
  ...headersOf(types),
  content: {
    'application/problem+json': {
      schema: Problem,
      examples: Object.fromEntries(
        types.map((type) => [type, { value: { type: problemUri(type), ...problemTypes[type], instance: 'f1d2…' } }]),
      ),
    },
  },
});

/** Describes the problems of every operation that needs an API key. */
export const guarded = (...types: ProblemType[]) =>
  problems('unauthorized', 'forbidden', 'rate-limited', ...types, 'unavailable');

/** Lists the problems of every operation that reads a body. */
export const withBody: ProblemType[] = [
  'malformed-request',
  'payload-too-large',
  'unsupported-media-type',
  'invalid-request',
];

export const json = (description: string, schema: z.ZodType, example?: unknown): ZodOpenApiResponseObject => ({
  description,
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});

export const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .optional()
    .meta({
      description:
        'A unique key of your choice for this request. If you repeat the request with this key within 24 hours, you get the first response and nothing is done again',
    }),
});

export const messageId = z.object({ id: MessageId });
export const templateName = z.object({ name: TemplateName });
export const senderId = z.object({ id: SenderId });
export const campaignId = z.object({ id: CampaignId });

export const message: Message = {
  id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
  status: 'accepted',
  to: '+55119****4321',
  channel: 'whatsapp',
  category: 'utility',
  sender: 'store',
  template: 'order_confirmation',
  language: 'pt_BR',
  reference: 'order-1042',
  attempts: 0,
  created_at: '2026-11-22T12:00:00.000Z',
};

export const delivered: Message = {
  ...message,
  status: 'delivered',
  attempts: 1,
  twilio_sid: 'SM00000000000000000000000000000001',
  sent_at: '2026-11-22T12:00:00.240Z',
  delivered_at: '2026-11-22T12:00:01.900Z',
  events: [
    { at: '2026-11-22T12:00:00.000Z', type: 'accepted' },
    { at: '2026-11-22T12:00:00.240Z', type: 'submitted', attempt: 1, twilio_sid: 'SM00000000000000000000000000000001' },
    {
      at: '2026-11-22T12:00:01.900Z',
      type: 'callback',
      status: 'delivered',
      twilio_sid: 'SM00000000000000000000000000000001',
    },
  ],
};

export const send = {
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id: '1042' },
  reference: 'order-1042',
};

export const sendWithFallback = {
  ...send,
  fallback: { channel: 'sms', body: 'Recebemos o seu pedido 1042.', after: 'PT10M' },
};

export const sendText = { to: '+5511987654321', channel: 'sms', body: 'O seu pedido 1042 saiu para entrega.' };

export const template = {
  channel: 'whatsapp',
  category: 'utility',
  language: 'pt_BR',
  content_sid: 'HX00000000000000000000000000000001',
  variables: ['order_id'],
};

export const sender = { channel: 'whatsapp', address: '+551150289876', mps: 80 };
