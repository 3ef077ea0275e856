import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Message } from '../messages.ts';
import { RetriedMessages, RetryMessages } from '../retries.ts';
import * as examples from './examples.ts';
import { idempotencyKey, messageId } from './parameters.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Messages'];
const keyed = ['idempotency-key-reused', 'idempotency-key-in-use'] as const;

export const retryPaths: ZodOpenApiPathsObject = {
  '/v1/messages/{id}/retry': {
    post: {
      operationId: 'retryMessage',
      tags,
      summary: 'Send a message anew that failed, was not delivered or expired',
      description:
        'Scope `messages:write`. It is accepted again with a full number of attempts, and its time of validity starts anew. A message of which the person opted out stays as it is.',
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
