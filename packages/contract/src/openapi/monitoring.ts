import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  BulkRetry,
  BulkRetryList,
  CreateBulkRetry,
  FailureList,
  FailureReport,
  ListFailures,
  NoticeList,
  Operations,
  RefusedCallbackList,
} from '../operations.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Operations'];
const retryId = z.object({ id: z.uuid() });

const bulkRetry: BulkRetry = {
  id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d94',
  filter: { error_code: 63_018 },
  by: 'Rui',
  created_at: '2026-11-27T12:00:00.000Z',
  matched: 1204,
  retried: 800,
  refused: 3,
};

/** Describes what people who run Recado look at, and the retries that they start. */
export const monitoringPaths: ZodOpenApiPathsObject = {
  '/v1/operations': {
    get: {
      operationId: 'getOperations',
      tags,
      summary: 'Show queues, processes, callbacks and unsettled messages',
      description: 'Scope `messages:read`. The figures are read every two seconds at most, for all readers together.',
      responses: { ...guarded(), '200': json('The figures', Operations) },
    },
  },
  '/v1/notices': {
    get: {
      operationId: 'listNotices',
      tags,
      summary: 'List what needs somebody',
      description: 'Scope `messages:read`. Made from the state of now: a notice ends with its cause.',
      responses: { ...guarded(), '200': json('The notices', NoticeList) },
    },
  },
  '/v1/failures': {
    get: {
      operationId: 'listFailures',
      tags,
      summary: "Count failed messages by Twilio's error code",
      description: 'Scope `messages:read`. Failed and undelivered messages, the most frequent code first.',
      requestParams: { query: ListFailures },
      responses: { ...guarded('invalid-request'), '200': json('The codes', FailureList) },
    },
  },
  '/v1/failures.csv': {
    get: {
      operationId: 'exportFailures',
      tags,
      summary: 'Export the counts of failed messages',
      description: 'Scope `messages:read`. The same as `GET /v1/failures`, as CSV in UTF-8.',
      requestParams: { query: ListFailures },
      responses: {
        ...guarded('invalid-request'),
        '200': { description: 'The codes', content: { 'text/csv': { schema: FailureReport } } },
      },
    },
  },
  '/v1/callbacks/refused': {
    get: {
      operationId: 'listRefusedCallbacks',
      tags: ['Webhooks'],
      summary: 'List callbacks with a wrong signature, by minute',
      description:
        'Scope `messages:read`. They are refused with 403. If Twilio sent them, `PUBLIC_URL` or `TWILIO_AUTH_TOKEN` is wrong.',
      responses: { ...guarded(), '200': json('The minutes of the last day that had any', RefusedCallbackList) },
    },
  },
  '/v1/bulk_retries': {
    post: {
      operationId: 'createBulkRetry',
      tags: ['Messages'],
      summary: 'Retry many failed messages in the background',
      description:
        'Scope `messages:write`. Workers retry the messages in batches of 1,000, each message once, also if it fails again. Messages of campaigns need `campaigns:launch`, and are left out without it.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: CreateBulkRetry, example: { filter: { error_code: 63_018 } } } },
      },
      responses: { ...guarded(...withBody), '202': json('The retry', BulkRetry, bulkRetry) },
    },
    get: {
      operationId: 'listBulkRetries',
      tags: ['Messages'],
      summary: 'List background retries, the newest first',
      description: 'Scope `messages:read`.',
      responses: { ...guarded(), '200': json('The newest 20', BulkRetryList, { data: [bulkRetry] }) },
    },
  },
  '/v1/bulk_retries/{id}': {
    get: {
      operationId: 'getBulkRetry',
      tags: ['Messages'],
      summary: 'Show a background retry',
      description: 'Scope `messages:read`.',
      requestParams: { path: retryId },
      responses: { ...guarded('not-found'), '200': json('The retry', BulkRetry, bulkRetry) },
    },
  },
  '/v1/bulk_retries/{id}/cancel': {
    post: {
      operationId: 'cancelBulkRetry',
      tags: ['Messages'],
      summary: 'Stop a background retry after its current batch',
      description: 'Scope `messages:write`. What was retried stays retried. Canceling it again changes nothing.',
      requestParams: { path: retryId },
      responses: { ...guarded('not-found'), '200': json('The retry', BulkRetry, bulkRetry) },
    },
  },
};
