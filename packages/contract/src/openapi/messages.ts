import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { CanceledMessages, CancelMessages, RetriedMessages, RetryMessages } from '../bulk-changes.ts';
import { BatchMessage, BatchResults, mostBatched } from '../batches.ts';
import { ChangedMessage, ListMessages, Message, MessagePage, SendMessage } from '../messages.ts';
import * as examples from './shared.ts';
import { guarded, idempotencyKey, json, messageId, withBody } from './shared.ts';

const tags = ['Messages'];
const Changed = z.union([Message, ChangedMessage]);
const inPart = 'Without `messages:read`, the response has `id` and `status` only.';

export const messagePaths: ZodOpenApiPathsObject = {
  '/v1/messages': {
    post: {
      operationId: 'sendMessage',
      tags,
      summary: 'Accept a message',
      description:
        'Scope `messages:write`. The response comes after the message is stored; it is sent soon after, or at `send_at`. ' +
        'Refused with 422: `opted_out` (field `to`) if the person opted out, `opt_out_unclear` (field `to`) if marketing ' +
        'is held by an unclear opt-out request, `no_consent` (field `to`) if marketing has no consent, ' +
        'and `outside_service_window` (field `body`) for a WhatsApp text without a template, unless the person wrote to that ' +
        'sender in the 24 hours before it is sent. ' +
        'Marketing outside the sending window (`marketing_window` of the settings) waits until the window opens.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: SendMessage,
            examples: {
              template: { value: examples.send },
              text: { value: examples.sendText },
              fallback: { value: examples.sendWithFallback },
            },
          },
        },
      },
      responses: {
        ...guarded(...withBody, 'idempotency-key-reused', 'idempotency-key-in-use', 'conflict'),
        '202': {
          ...json('Accepted and stored', Message, examples.message),
          headers: {
            Location: { schema: { type: 'string' }, description: 'Path of the message' },
            'Idempotent-Replayed': {
              schema: { type: 'string', enum: ['true'] },
              description:
                'Present when this request was made before with the same Idempotency-Key; the response is that of the first request',
            },
          },
        },
      },
    },
    get: {
      operationId: 'listMessages',
      tags,
      summary: 'List messages, the newest first',
      description:
        'Scope `messages:read`; `pii:read` shows full numbers. Messages must match all filters. Without `pii:read`, the filter `to` needs `contacts:read` and counts as a look-up; see `POST /v1/contacts/lookup`.',
      requestParams: { query: ListMessages },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', MessagePage, {
          data: [examples.message],
          next_cursor: null,
        }),
      },
    },
  },
  '/v1/messages/{id}': {
    get: {
      operationId: 'getMessage',
      tags,
      summary: 'Show a message with its events',
      description: 'Scope `messages:read`; `pii:read` shows the full number.',
      requestParams: { path: messageId },
      responses: { ...guarded('not-found'), '200': json('The message', Message, examples.delivered) },
    },
  },
  '/v1/messages/{id}/cancel': {
    post: {
      operationId: 'cancelMessage',
      tags,
      summary: 'Cancel a message that was not sent yet',
      description: `Scope \`messages:write\`. Canceling a canceled message changes nothing. A message of a campaign needs \`campaigns:launch\` too. ${inPart}`,
      requestParams: { path: messageId, header: idempotencyKey },
      responses: {
        ...guarded('not-found', 'conflict', 'idempotency-key-in-use', 'invalid-request', 'idempotency-key-reused'),
        '200': json('The message, canceled', Changed, { ...examples.message, status: 'canceled' }),
      },
    },
  },
};

const keyed = ['idempotency-key-reused', 'idempotency-key-in-use'] as const;

export const bulkPaths: ZodOpenApiPathsObject = {
  '/v1/messages/batch': {
    post: {
      operationId: 'sendMessages',
      tags,
      summary: 'Accept up to 1,000 messages',
      description:
        'Scope `messages:write`. Each message has its own result, in their order: a message that is refused does not stop the others. ' +
        'Give each one an `idempotency_key`, or the whole batch an Idempotency-Key: then a repeated batch must have the same order. ' +
        'The body has at most 4 MiB and counts as one request.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: z.array(BatchMessage).min(1).max(mostBatched),
            example: [{ ...examples.send, idempotency_key: 'order-1042-confirmation' }],
          },
          'application/x-ndjson': {
            schema: z.string().meta({ description: 'One message per line' }),
            example: `${JSON.stringify(examples.send)}\n${JSON.stringify(examples.sendText)}\n`,
          },
        },
      },
      responses: {
        ...guarded(...withBody),
        '200': json('The result of each message', BatchResults, {
          accepted: 1,
          refused: 0,
          data: [{ status: 202, message: examples.message }],
        }),
      },
    },
  },
  '/v1/messages/cancel': {
    post: {
      operationId: 'cancelMessages',
      tags,
      summary: 'Cancel messages by filter',
      description:
        'Scope `messages:write`. Cancels every message that matches all filters and was not sent yet, as `POST /v1/messages/{id}/cancel` does for one. Messages of campaigns need `campaigns:launch` too: without it they are left out, and `campaign_id` is refused.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: CancelMessages, example: { reference: 'order-1042' } } },
      },
      responses: {
        ...guarded(...withBody, ...keyed),
        '200': json('Numbers of canceled and refused messages', CanceledMessages, { canceled: 240, refused: 3 }),
      },
    },
  },
  '/v1/messages/{id}/retry': {
    post: {
      operationId: 'retryMessage',
      tags,
      summary: 'Retry a message that failed, was not delivered or expired',
      description:
        'Scope `messages:write`. The message is accepted again with a full number of attempts, and its `valid_for` starts again. A message to a person who opted out is refused and does not change. A message of a campaign needs `campaigns:launch` too. ' +
        inPart,
      requestParams: { path: messageId, header: idempotencyKey },
      responses: {
        ...guarded('not-found', 'conflict', 'invalid-request', ...keyed),
        '202': json('The message, accepted again', Changed, { ...examples.message, attempts: 1 }),
      },
    },
  },
  '/v1/messages/retry': {
    post: {
      operationId: 'retryMessages',
      tags,
      summary: 'Retry messages by filter',
      description:
        'Scope `messages:write`. Retries every message that matches all filters, as `POST /v1/messages/{id}/retry` does for one. Messages of campaigns need `campaigns:launch` too: without it they are left out, and `campaign_id` is refused.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: RetryMessages, example: { status: 'failed', error_code: 63_016 } } },
      },
      responses: {
        ...guarded(...withBody, ...keyed),
        '200': json('Numbers of retried and refused messages', RetriedMessages, { retried: 240, refused: 3 }),
      },
    },
  },
};
