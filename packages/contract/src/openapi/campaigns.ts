import { z } from 'zod';
import type { ZodOpenApiHeadersObject, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import {
  Campaign,
  CampaignPage,
  ChangedCampaign,
  CopyCampaign,
  CreateCampaign,
  LaunchCampaign,
  ResumeCampaign,
  ListCampaigns,
  PatchCampaign,
} from '../campaigns.ts';
import { RetriedMessages, RetryCampaign } from '../bulk-changes.ts';
import { campaignId, guarded, idempotencyKey, json, withBody } from './shared.ts';

const createCampaign = {
  name: 'Natal, clientes de São Paulo',
  template: 'promotion',
  variables: { discount: '20%' },
  senders: ['store'],
  send_at: '2026-12-12T10:00:00-03:00',
  window: { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], from: '10:00', to: '19:00', timezone: 'recipient' },
  budget: { amount: '120.00', currency: 'USD' },
  frequency_cap: { messages: 2, period: 'P7D' },
  consent: { source: 'checkout', evidence: 'Box "ofertas por WhatsApp", ticked in the order form of 2026' },
};

const campaign: Campaign = {
  id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
  name: 'Natal, clientes de São Paulo',
  status: 'draft',
  channel: 'whatsapp',
  category: 'marketing',
  template: 'promotion',
  language: 'pt_BR',
  language_per_recipient: false,
  variables: { discount: '20%' },
  senders: ['store'],
  send_at: '2026-12-12T13:00:00.000Z',
  window: {
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
    from: '10:00',
    to: '19:00',
    timezone: 'recipient',
    holidays: [],
  },
  budget: { amount: '120.00', currency: 'USD' },
  frequency_cap: { messages: 2, period: 604_800 },
  consent: { source: 'checkout', evidence: 'Box "ofertas por WhatsApp", ticked in the order form of 2026' },
  dry_run: false,
  recipients: 41_200,
  created_at: '2026-11-22T12:00:00.000Z',
  created_by: 'marketing',
  updated_at: '2026-11-22T12:00:00.000Z',
};

const tags = ['Campaigns'];
const Changed = z.union([Campaign, ChangedCampaign]);
const inPart = 'Without `messages:read`, the response has `id` and `status` only.';
const keyed = ['idempotency-key-reused', 'idempotency-key-in-use'] as const;
const replayed: ZodOpenApiHeadersObject = {
  'Idempotent-Replayed': {
    schema: { type: 'string', enum: ['true'] },
    description:
      'Present when this request was made before with the same Idempotency-Key; the response is that of the first request',
  },
};

type Control = {
  verb: string;
  summary: string;
  description: string;
  status: Campaign['status'];
  more?: Pick<ZodOpenApiOperationObject, 'requestBody' | 'responses'>;
};

/** Describes an operation that changes the status of a campaign and needs no body. */
const control = ({ verb, summary, description, status, more }: Control): { post: ZodOpenApiOperationObject } => ({
  post: {
    operationId: `${verb}Campaign`,
    tags,
    summary,
    description: `Scope \`campaigns:launch\`. ${description} ${inPart}`,
    requestParams: { path: campaignId, header: idempotencyKey },
    ...(more?.requestBody && { requestBody: more.requestBody }),
    responses: {
      ...guarded('not-found', 'conflict', 'invalid-request', ...keyed),
      ...more?.responses,
      '200': { ...json('The campaign', Changed, { ...campaign, status }), headers: replayed },
    },
  },
});

export const campaignPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns': {
    post: {
      operationId: 'createCampaign',
      tags,
      summary: 'Create a draft of a campaign',
      description:
        'Scope `campaigns:write`. Marketing is sent only to people whose consent is in the ledger. With `consent` you state that everyone in the file gave consent.',
      requestParams: { header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: CreateCampaign, example: createCampaign } },
      },
      responses: {
        ...guarded(...withBody, 'conflict', ...keyed),
        '201': {
          ...json('The draft', Campaign, campaign),
          headers: {
            Location: { schema: { type: 'string' }, description: 'Path of the campaign' },
            ...replayed,
          },
        },
      },
    },
    get: {
      operationId: 'listCampaigns',
      tags,
      summary: 'List campaigns',
      description:
        'Scope `messages:read`. The newest first, or by `sort`. `total` counts at most 10,000: beyond that, `exact` is false.',
      requestParams: { query: ListCampaigns },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', CampaignPage, { data: [campaign], next_cursor: null }),
      },
    },
  },
  '/v1/campaigns/{id}/copy': {
    post: {
      operationId: 'copyCampaign',
      tags,
      summary: 'Copy a campaign into a new draft',
      description:
        'Scope `campaigns:write`. The draft has the settings of the campaign, in any status, but no audience and no `send_at`.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: { content: { 'application/json': { schema: CopyCampaign, example: { name: 'Natal, again' } } } },
      responses: {
        ...guarded('not-found', ...withBody, 'conflict', ...keyed),
        '201': { ...json('The draft', Campaign, campaign), headers: replayed },
      },
    },
  },
  '/v1/campaigns/{id}': {
    get: {
      operationId: 'getCampaign',
      tags,
      summary: 'Show a campaign with its progress and events',
      description: 'Scope `messages:read`.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found'), '200': json('The campaign', Campaign, campaign) },
    },
    patch: {
      operationId: 'patchCampaign',
      tags,
      summary: 'Change settings of a campaign',
      description:
        'Scope `campaigns:write`. In a draft, every field can change, but the content only while there are no recipients. In a scheduled or paused campaign, `name`, `budget`, `window`, `send_at` and `frequency_cap` can change. `null` removes a field. ' +
        inPart,
      requestParams: { path: campaignId },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: PatchCampaign, example: { budget: { amount: '200.00', currency: 'USD' } } },
        },
      },
      responses: { ...guarded('not-found', 'conflict', ...withBody), '200': json('The campaign', Changed, campaign) },
    },
    delete: {
      operationId: 'deleteCampaign',
      tags,
      summary: 'Delete a draft and its audience',
      description: 'Scope `campaigns:write`. A campaign that was launched stays: cancel it instead.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found', 'conflict'), '204': { description: 'The draft is deleted' } },
    },
  },
  '/v1/campaigns/{id}/launch': {
    post: {
      operationId: 'launchCampaign',
      tags,
      summary: 'Launch a campaign now or at `send_at`, with a fixed audience',
      description:
        'Scope `campaigns:launch`. If several requests arrive at once, one launches the campaign, and the others are refused. With `estimate_version`, the launch is refused if audience, content or prices changed since that estimate. It is also refused if the balance of the Twilio account does not pay for it, unless `ignore_balance` is true. ' +
        inPart,
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: false,
        content: { 'application/json': { schema: LaunchCampaign, example: { estimate_version: 'k0vCx2iT7wQm1aZe' } } },
      },
      responses: {
        ...guarded('not-found', 'conflict', 'estimate-outdated', 'balance-too-low', ...withBody, ...keyed),
        '200': { ...json('The campaign', Changed, { ...campaign, status: 'running' }), headers: replayed },
      },
    },
  },
  '/v1/campaigns/{id}/pause': control({
    verb: 'pause',
    summary: 'Pause a campaign',
    description: 'Sending stops within seconds; unsent messages wait. Pausing a paused campaign changes nothing.',
    status: 'paused',
  }),
  '/v1/campaigns/{id}/resume': control({
    verb: 'resume',
    summary: 'Resume a campaign',
    description:
      'A campaign can be resumed after any pause. If `send_at` is in the future, it is scheduled again. Resuming a running campaign changes nothing. It is refused if the balance of the Twilio account does not pay for the rest, unless `ignore_balance` is true.',
    status: 'running',
    more: {
      requestBody: {
        required: false,
        content: { 'application/json': { schema: ResumeCampaign, example: { ignore_balance: true } } },
      },
      responses: guarded('not-found', 'conflict', 'balance-too-low', ...withBody, ...keyed),
    },
  }),
  '/v1/campaigns/{id}/cancel': control({
    verb: 'cancel',
    summary: 'Cancel a campaign',
    description:
      'Sending stops within seconds, and unsent messages end as `canceled`. A canceled campaign cannot be resumed. Canceling it again changes nothing.',
    status: 'canceled',
  }),
  '/v1/campaigns/{id}/retry': {
    post: {
      operationId: 'retryCampaign',
      tags,
      summary: 'Retry failed messages of a campaign',
      description:
        'Scope `campaigns:launch`. Messages that failed, were not delivered or expired are accepted again; a completed campaign runs again for them.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: false,
        content: { 'application/json': { schema: RetryCampaign, example: { error_code: 30_008 } } },
      },
      responses: {
        ...guarded('not-found', 'conflict', ...withBody, ...keyed),
        '200': json('Numbers of retried and refused messages', RetriedMessages, { retried: 240, refused: 3 }),
      },
    },
  },
};
