import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ExportRecipients } from '../campaign-progress.ts';
import { campaignId } from './parameters.ts';
import { guarded } from './shared.ts';

const tags = ['Campaigns'];

const Events = z
  .string()
  .meta({ description: 'Server-Sent Events: `progress` and `end`, each with a CampaignProgress as data' });

const Ledger = z.string().meta({
  description:
    'Columns: line, to, status, reason, error_code, error, message_id, sent_at, delivered_at, read_at, cost, currency, fallback_status',
});

/** Progress and ledger of a campaign, each as a stream. */
export const campaignProgressPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns/{id}/stream': {
    get: {
      operationId: 'streamCampaign',
      tags,
      summary: 'Follow the progress of a campaign',
      description:
        'Scope `messages:read`. Server-Sent Events: `progress` at first and on each change, at most one a second; `end` when the ' +
        'campaign is completed or canceled, and then the stream ends. Each event holds all of the progress. A key that is revoked ' +
        'or expires ends it, too.',
      requestParams: { path: campaignId },
      responses: {
        ...guarded('not-found'),
        '200': { description: 'Events', content: { 'text/event-stream': { schema: Events } } },
      },
    },
  },
  '/v1/campaigns/{id}/recipients.csv': {
    get: {
      operationId: 'exportCampaignRecipients',
      tags,
      summary: 'Export everyone of the audience and what became of the message to them',
      description:
        'Scope `messages:read`. CSV in UTF-8, in an order that does not change. Numbers are masked without `pii:read`. ' +
        '`pending`: the person has no message yet.',
      requestParams: { path: campaignId, query: ExportRecipients },
      responses: {
        ...guarded('not-found', 'invalid-request'),
        '200': { description: 'The ledger', content: { 'text/csv': { schema: Ledger } } },
      },
    },
  },
};
