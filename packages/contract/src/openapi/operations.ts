import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { MessageId } from '../identifiers.ts';
import { ListUnknownCallbacks, UnknownCallbackPage } from '../inbound.ts';
import { ErrorCodeList, Readiness } from '../problem.ts';
import { guarded, json, problems } from './shared.ts';

const open: never[] = [];
const tags = ['Operations'];

/** A request without parameters and body may be refused for these. */
const unread = problems('headers-too-large');

const StatusCallback = z
  .looseObject({
    MessageSid: z.string(),
    MessageStatus: z.string(),
    ErrorCode: z.string().optional(),
  })
  .meta({
    id: 'StatusCallback',
    description: 'Form that Twilio sends. Other fields are part of the signature, but Recado does not store them',
  });

/** Describes endpoints for machines: Twilio's callbacks, probes, this document and its viewer. None needs an API key. */
export const operationPaths: ZodOpenApiPathsObject = {
  '/webhooks/twilio/status/{messageId}': {
    post: {
      operationId: 'twilioStatus',
      tags: ['Webhooks'],
      summary: "Receive Twilio's status callback",
      description:
        'The response comes after the commit. A repeated callback changes nothing; a late callback never moves a status back.',
      security: open,
      requestParams: {
        path: z.object({ messageId: MessageId }),
        header: z.object({
          'X-Twilio-Signature': z.string().meta({ description: 'Signature of PUBLIC_URL, path and form' }),
        }),
      },
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: StatusCallback } },
      },
      responses: {
        ...problems(
          'malformed-request',
          'invalid-signature',
          'not-found',
          'payload-too-large',
          'invalid-request',
          'unavailable',
        ),
        '204': { description: 'Committed' },
      },
    },
  },
  '/healthz': {
    get: {
      operationId: 'healthz',
      tags,
      summary: 'Liveness check',
      security: open,
      responses: { ...unread, '200': json('The process runs', z.object({ status: z.literal('ok') })) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      tags,
      summary: 'Readiness check',
      description:
        'Ready while the API can accept messages. If only the queue is unavailable, the status is `degraded`: messages are accepted, and sent when the queue works again.',
      security: open,
      responses: {
        ...unread,
        '200': json('Messages can be accepted', Readiness),
        '503': json('Messages cannot be accepted: try again after `Retry-After` seconds', Readiness),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags,
      summary: 'Get the metrics of the process',
      description:
        'Returns the text format of Prometheus. With METRICS_PORT it is on that port only. The worker has its own metrics.',
      security: open,
      responses: {
        ...unread,
        '200': {
          description: 'Metrics of this process, without personal data',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      tags,
      summary: 'Get this document',
      security: open,
      responses: { ...unread, '200': json('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
    },
  },
  '/docs': {
    get: {
      operationId: 'docs',
      tags,
      summary: 'Show this document as a web page',
      security: open,
      responses: {
        ...unread,
        '200': { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } },
      },
    },
  },
};

export const callbackPaths: ZodOpenApiPathsObject = {
  '/v1/error_codes': {
    get: {
      operationId: 'listErrorCodes',
      tags,
      summary: "List what Twilio's error codes mean",
      description: 'Scope `messages:read`. `remedy` says what a person can do.',
      responses: { ...guarded(), '200': json('All known codes', ErrorCodeList) },
    },
  },
  '/v1/callbacks/unknown': {
    get: {
      operationId: 'listStrayCallbacks',
      tags: ['Webhooks'],
      summary: 'List unknown callbacks, the newest first',
      description:
        'Scope `messages:read`. Twilio signed these callbacks, but their message is not in the database: another installation ' +
        'with this account sent it, or an older backup was restored. Recado answers 404 and stores them for 30 days.',
      requestParams: { query: ListUnknownCallbacks },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', UnknownCallbackPage),
      },
    },
  },
};
