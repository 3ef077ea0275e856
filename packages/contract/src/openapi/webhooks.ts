import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  CreateWebhook,
  CreatedWebhook,
  DeliveryPage,
  ListDeliveries,
  PatchWebhook,
  ReplayWebhook,
  Webhook,
  WebhookPage,
} from '../webhooks.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Events'];
const path = z.object({ id: z.uuid() });
const body = (schema: z.ZodType, example: unknown) => ({
  required: true,
  content: { 'application/json': { schema, example } },
});

const webhook: Webhook = {
  id: '3b0f7f2c-6c1d-4d6e-9a55-0c8f2e1d7b11',
  url: 'https://example.com/recado',
  types: null,
  include_numbers: false,
  status: 'active',
  created_at: '2026-11-22T12:00:00.000Z',
  sequence: 48_213,
  waiting: 0,
};
const created = { ...webhook, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

export const webhookPaths: ZodOpenApiPathsObject = {
  '/v1/webhooks': {
    post: {
      operationId: 'createWebhook',
      tags,
      summary: 'Create a webhook',
      description:
        'Scope `admin`. Sends all events from now on to the URL, signed as described at standardwebhooks.com. A request may come ' +
        'more than once, with the same `Webhook-Id`; the events of one message come in their order.',
      requestBody: body(CreateWebhook, { url: webhook.url }),
      responses: {
        ...guarded('conflict', ...withBody),
        '201': json('The webhook with its secret', CreatedWebhook, created),
      },
    },
    get: {
      operationId: 'listWebhooks',
      tags,
      summary: 'List the webhooks',
      description: 'Scope `admin`.',
      responses: { ...guarded(), '200': json('All webhooks', WebhookPage, { data: [webhook] }) },
    },
  },
  '/v1/webhooks/{id}': {
    get: {
      operationId: 'getWebhook',
      tags,
      summary: 'Show a webhook',
      description: 'Scope `admin`.',
      requestParams: { path },
      responses: { ...guarded('not-found'), '200': json('The webhook', Webhook, webhook) },
    },
    patch: {
      operationId: 'patchWebhook',
      tags,
      summary: 'Change a webhook',
      description: 'Scope `admin`. Fields that are not named stay. `status` continues a parked or ended webhook.',
      requestParams: { path },
      requestBody: body(PatchWebhook, { status: 'active' }),
      responses: { ...guarded('not-found', ...withBody), '200': json('The webhook', Webhook, webhook) },
    },
    delete: {
      operationId: 'deleteWebhook',
      tags,
      summary: 'Delete a webhook',
      description: 'Scope `admin`.',
      requestParams: { path },
      responses: { ...guarded('not-found'), '204': { description: 'Deleted' } },
    },
  },
  '/v1/webhooks/{id}/rotate-secret': {
    post: {
      operationId: 'rotateWebhookSecret',
      tags,
      summary: 'Give a webhook another secret',
      description: 'Scope `admin`. For 24 hours, each request has a signature of both secrets.',
      requestParams: { path },
      responses: { ...guarded('not-found'), '200': json('The webhook with its new secret', CreatedWebhook, created) },
    },
  },
  '/v1/webhooks/{id}/test': {
    post: {
      operationId: 'testWebhook',
      tags,
      summary: 'Send a test event',
      description: 'Scope `admin`. Writes an event `webhook.test`, which only this webhook gets. See its deliveries.',
      requestParams: { path },
      responses: { ...guarded('not-found'), '204': { description: 'The event was written' } },
    },
  },
  '/v1/webhooks/{id}/replay': {
    post: {
      operationId: 'replayWebhook',
      tags,
      summary: 'Send events again',
      description:
        'Scope `admin`. Sends the events with these numbers once more, with the same ids. New events come first.',
      requestParams: { path },
      requestBody: body(ReplayWebhook, { from: 48_000, to: 48_213 }),
      responses: { ...guarded('not-found', ...withBody), '202': json('The webhook', Webhook, webhook) },
    },
  },
  '/v1/webhooks/{id}/deliveries': {
    get: {
      operationId: 'listWebhookDeliveries',
      tags,
      summary: 'List deliveries to a webhook, the newest first',
      description: 'Scope `admin`. Each failed request, and one entry for the successful requests of each round.',
      requestParams: { path, query: ListDeliveries },
      responses: {
        ...guarded('not-found', 'invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', DeliveryPage),
      },
    },
  },
};
