import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ListMessages, Message, MessagePage, SendMessage } from '../messages.ts';
import * as examples from './examples.ts';
import { idempotencyKey, messageId } from './parameters.ts';
import { guarded, json, withBody } from './shared.ts';

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
              description: 'There when the same request came before: this is its answer',
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
