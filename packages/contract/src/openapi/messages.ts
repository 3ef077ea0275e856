import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ListMessages, Message, MessagePage, SendMessage } from '../messages.ts';
import { RetriedMessages, RetryMessages } from '../retries.ts';
import * as examples from './shared.ts';
import { guarded, idempotencyKey, json, messageId, withBody } from './shared.ts';

const tags = ['Messages'];

export const messagePaths: ZodOpenApiPathsObject = {
  '/v1/messages': {
    post: {
      operationId: 'sendMessage',
      tags,
      summary: 'Accept a message',
      description:
        'Scope `messages:write`. The answer comes after the message is durable; it is sent soon after, or at `send_at`. ' +
        'Refused as `opted_out` or `no_consent` (422, field `to`) when the person does not want it, or marketing is not agreed to; ' +
        'as `outside_service_window` (field `body`) when it is a text on WhatsApp to somebody who has not written to that sender ' +
        'within 24 hours of when it is to leave: use a template. ' +
        'Marketing outside the hours for it (`marketing_window` of the settings) waits for the next ones.',
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
          ...json('Accepted, and durable', Message, examples.message),
          headers: {
            Location: { schema: { type: 'string' }, description: 'Where the message is' },
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
      description: 'Scope `messages:read`; `pii:read` shows numbers in full. Filters add up.',
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
      description: 'Scope `messages:read`; `pii:read` shows the number in full.',
      requestParams: { path: messageId },
      responses: { ...guarded('not-found'), '200': json('The message', Message, examples.delivered) },
    },
  },
  '/v1/messages/{id}/cancel': {
    post: {
      operationId: 'cancelMessage',
      tags,
      summary: 'Cancel a message that has not left',
      description: 'Scope `messages:write`. Canceling twice answers like once.',
      requestParams: { path: messageId, header: idempotencyKey },
      responses: {
        ...guarded('not-found', 'conflict', 'idempotency-key-in-use', 'invalid-request', 'idempotency-key-reused'),
        '200': json('The message, canceled', Message, { ...examples.message, status: 'canceled' }),
      },
    },
  },
};

const keyed = ['idempotency-key-reused', 'idempotency-key-in-use'] as const;

export const retryPaths: ZodOpenApiPathsObject = {
  '/v1/messages/{id}/retry': {
    post: {
      operationId: 'retryMessage',
      tags,
      summary: 'Retry a message that failed, was not delivered or expired',
      description:
        'Scope `messages:write`. It is accepted again with a full number of attempts, and its time of validity starts again. A message of which the person opted out stays as it is.',
      requestParams: { path: messageId, header: idempotencyKey },
      responses: {
        ...guarded('not-found', 'conflict', 'invalid-request', ...keyed),
        '202': json('The message, accepted again', Message, { ...examples.message, attempts: 1 }),
      },
    },
  },
  '/v1/messages/retry': {
    post: {
      operationId: 'retryMessages',
      tags,
      summary: 'Send messages anew, by filter',
      description: 'Scope `messages:write`. As for one message, for every message that the filters name.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: RetryMessages, example: { status: 'failed', error_code: 63_016 } } },
      },
      responses: {
        ...guarded(...withBody, ...keyed),
        '200': json('How many there were', RetriedMessages, { retried: 240, refused: 3 }),
      },
    },
  },
};
