import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { MessageId } from '../identifiers.ts';
import { ListUnknownCallbacks, UnknownCallbackPage } from '../inbound.ts';
import { Readiness } from '../problem.ts';
import { guarded, json, problems } from './shared.ts';

const open: never[] = [];
const tags = ['Operations'];

const StatusCallback = z
  .looseObject({
    MessageSid: z.string(),
    MessageStatus: z.string(),
    ErrorCode: z.string().optional(),
  })
  .meta({ id: 'StatusCallback', description: "Twilio's form. Fields that are not named here are signed and kept out" });

/** Endpoints for machines: Twilio's callbacks, probes, this document and its viewer. None needs an API key. */
export const operationPaths: ZodOpenApiPathsObject = {
  '/webhooks/twilio/status/{messageId}': {
    post: {
      operationId: 'twilioStatus',
      tags: ['Webhooks'],
      summary: "Take in Twilio's status callback",
      description:
        'Answers after the commit. The same callback twice changes nothing; a late one moves no status back.',
      security: open,
      requestParams: {
        path: z.object({ messageId: MessageId }),
        header: z.object({ 'X-Twilio-Signature': z.string().meta({ description: 'Over PUBLIC_URL, path and form' }) }),
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
      responses: { '200': json('It does', z.object({ status: z.literal('ok') })) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      tags,
      summary: 'Readiness check',
      description:
        'Ready while messages can be accepted. While only the queue is away the status is `degraded`: messages are accepted, and sent when it is back.',
      security: open,
      responses: {
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
      description: "In Prometheus' text format. The worker has its own on METRICS_PORT.",
      security: open,
      responses: {
        '200': {
          description: 'Figures of this process, and nothing of people',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openapi',
      tags,
      summary: 'This document',
      security: open,
      responses: { '200': json('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
    },
  },
  '/docs': {
    get: {
      operationId: 'docs',
      tags,
      summary: 'This document, for people',
      security: open,
      responses: { '200': { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } } },
    },
  },
};

export const callbackPaths: ZodOpenApiPathsObject = {
  '/v1/callbacks/unknown': {
    get: {
      operationId: 'listStrayCallbacks',
      tags: ['Webhooks'],
      summary: 'List the status callbacks of messages that are not there, the newest first',
      description:
        'Scope `messages:read`. Signed by Twilio, and answered 404: another installation with this account sent them, or the ' +
        'database was put back to what it was before. They are kept for 30 days.',
      requestParams: { query: ListUnknownCallbacks },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', UnknownCallbackPage),
      },
    },
  },
};
