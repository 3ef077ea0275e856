import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Estimate, Preview, PreviewQuery, TestCampaign, TestedCampaign } from '../campaign-estimate.ts';
import { ExportRecipients } from '../campaign-progress.ts';
import { CampaignHistory, HistoryQuery } from '../campaign-history.ts';
import { campaignId, guarded, idempotencyKey, json, withBody } from './shared.ts';

const tags = ['Campaigns'];

const Events = z
  .string()
  .meta({ description: 'Server-Sent Events `progress` and `end`, each with a CampaignProgress as data' });

const RecipientReport = z.string().meta({
  description:
    'Columns: line, to, status, reason, error_code, error, message_id, sent_at, delivered_at, read_at, cost, currency, fallback_status, language',
});

const history: CampaignHistory = {
  step: 60,
  points: [
    {
      at: '2026-11-27T12:00:00.000Z',
      sent: 950,
      delivered: 902,
      read: 310,
      failed: 12,
      suppressed: 50,
      canceled: 0,
      replied: 4,
      cost: { amount: '64.125', currency: 'USD' },
    },
  ],
  events: [{ at: '2026-11-27T12:00:00.000Z', type: 'launched', by: 'marketing' }],
};

/** Describes the progress and the recipient report of a campaign, each as a stream. */
export const campaignProgressPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns/{id}/stream': {
    get: {
      operationId: 'streamCampaign',
      tags,
      summary: 'Follow the progress of a campaign',
      description:
        'Scope `messages:read`. Server-Sent Events: `progress` at the start and after each change, at most one per second; `end` ' +
        'when the campaign is completed or canceled. Each event holds the whole progress. The stream ends after `end`, or when the ' +
        'API key is revoked or expires.',
      requestParams: { path: campaignId },
      responses: {
        ...guarded('not-found'),
        '200': { description: 'Events', content: { 'text/event-stream': { schema: Events } } },
      },
    },
  },
  '/v1/campaigns/{id}/history': {
    get: {
      operationId: 'campaignHistory',
      tags,
      summary: 'Show what happened to the messages of a campaign over time',
      description:
        'Scope `messages:read`. One point for each step from the first change to the last, also where nothing changed, and the events of the campaign.',
      requestParams: { path: campaignId, query: HistoryQuery },
      responses: {
        ...guarded('not-found', 'invalid-request'),
        '200': json('The points and the events', CampaignHistory, history),
      },
    },
  },
  '/v1/campaigns/{id}/recipients.csv': {
    get: {
      operationId: 'exportCampaignRecipients',
      tags,
      summary: 'Export all recipients and the status of their messages',
      description:
        'Scope `messages:read`. Returns CSV in UTF-8, always in the same order. Numbers are masked without `pii:read`. ' +
        'A person with the grant `whole_export` gets whole ones with `whole=true` and a `reason`, after sudo. ' +
        'The status `pending` means that the person has no message yet.',
      requestParams: { path: campaignId, query: ExportRecipients },
      responses: {
        ...guarded('not-found', 'invalid-request'),
        '200': { description: 'The recipients', content: { 'text/csv': { schema: RecipientReport } } },
      },
    },
  },
};

const estimate: Estimate = {
  version: 'kq3v0Yb2x1Zt8mWc',
  people: 1000,
  to_send: 950,
  kept_back: { opted_out: 40, no_consent: 10 },
  cost: { amount: '64.125', currency: 'USD' },
  unpriced: [],
  by_country: [{ country: 'BR', people: 950, cost: { amount: '64.125', currency: 'USD' } }],
  budget: { amount: '120.00', currency: 'USD' },
  is_within_budget: true,
  by_sender: [{ sender: 'store', people: 950, rate: 80, paused: false, ends_at: '2026-11-27T12:00:11.875Z' }],
  window: {
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    from: '09:00',
    to: '20:00',
    timezone: 'recipient',
    holidays: [],
  },
  starts_at: '2026-11-27T12:00:00.000Z',
  ends_at: '2026-11-27T12:00:11.875Z',
  duration_seconds: 12,
  beyond_a_year: 0,
  dry_run: false,
};

export const estimatePaths: ZodOpenApiPathsObject = {
  '/v1/campaigns/{id}/estimate': {
    get: {
      operationId: 'estimateCampaign',
      tags: ['Campaigns'],
      summary: 'Estimate recipients, cost and duration of a campaign',
      description:
        'Scope `messages:read`. Returns recipients, exclusions, cost and duration as if the campaign were launched now. It reads the whole audience, which takes some seconds for a million people. Pass its `version` as `estimate_version` to the launch: the launch is refused if anything changed since the estimate.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found'), '200': json('The estimate', Estimate, estimate) },
    },
  },
};

const preview: Preview = {
  recipient: '01935e6a-7c00-7a3b-9d2e-0242ac120002',
  line: 2,
  to: '+55119****5432',
  channel: 'whatsapp',
  language: 'pt_BR',
  variables: { discount: '20%' },
  text: 'This week only: 20% off everything in the shop. Reply STOP to hear no more of our offers.',
  content_sid: 'HX00000000000000000000000000000202',
  content_variables: { '1': '20%' },
};

const tested: TestedCampaign = { data: [{ to: '+55119****5432', id: '01935e6a-7c00-7a3b-9d2e-0242ac120003' }] };

export const previewPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns/{id}/preview': {
    get: {
      operationId: 'previewCampaign',
      tags,
      summary: 'Preview the message to one recipient',
      description:
        'Scope `messages:read`; `pii:read` shows the full number, the variables and the texts. Select a line of the file, a recipient or a number; default: the first recipient. Without `pii:read`, selecting a number needs `contacts:read` and counts as a look-up.',
      requestParams: { path: campaignId, query: PreviewQuery },
      responses: {
        ...guarded('not-found', 'conflict', 'invalid-request'),
        '200': json('The text with its variables', Preview, preview),
      },
    },
  },
  '/v1/campaigns/{id}/test': {
    post: {
      operationId: 'testCampaign',
      tags,
      summary: 'Send the content of a campaign to test numbers',
      description:
        'Scope `campaigns:write`. Sends to at most 20 numbers, with `campaign_test` in the metadata, in one language: see `language`. A number of the setting `test_numbers` gets it immediately, as `utility`; any other number gets it in the category of the campaign, with its rules, such as consent and quiet hours. Opt-outs apply. A campaign has 100 tests within 24 hours. They do not count in its progress.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: TestCampaign, example: { to: ['+5511987654321'] } } },
      },
      responses: {
        ...guarded('not-found', ...withBody, 'conflict', 'idempotency-key-reused', 'idempotency-key-in-use'),
        '202': json('Result for each number', TestedCampaign, tested),
      },
    },
  },
};
