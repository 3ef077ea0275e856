import type { ZodOpenApiHeadersObject, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { Campaign, CampaignPage, CreateCampaign, LaunchCampaign, ListCampaigns, PatchCampaign } from '../campaigns.ts';
import { RetriedMessages, RetryCampaign } from '../retries.ts';
import { campaignId, guarded, idempotencyKey, json, withBody } from './shared.ts';

export const createCampaign = {
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

export const campaign: Campaign = {
  id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
  name: 'Natal, clientes de São Paulo',
  status: 'draft',
  channel: 'whatsapp',
  category: 'marketing',
  template: 'promotion',
  language: 'pt_BR',
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
const keyed = ['idempotency-key-reused', 'idempotency-key-in-use'] as const;
const replayed: ZodOpenApiHeadersObject = {
  'Idempotent-Replayed': {
    schema: { type: 'string', enum: ['true'] },
    description:
      'Present when this request was made before with the same Idempotency-Key; the response is that of the first request',
  },
};

type Control = { verb: string; summary: string; description: string; status: Campaign['status'] };

/** What changes where a campaign stands and needs no body. */
const control = ({ verb, summary, description, status }: Control): { post: ZodOpenApiOperationObject } => ({
  post: {
    operationId: `${verb}Campaign`,
    tags,
    summary,
    description: `Scope \`campaigns:launch\`. ${description}`,
    requestParams: { path: campaignId, header: idempotencyKey },
    responses: {
      ...guarded('not-found', 'conflict', 'invalid-request', ...keyed),
      '200': { ...json('The campaign', Campaign, { ...campaign, status }), headers: replayed },
    },
  },
});

export const campaignPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns': {
    post: {
      operationId: 'createCampaign',
      tags,
      summary: 'Make a draft of a campaign',
      description:
        'Scope `campaigns:write`. Marketing goes to people whose ledger says yes; `consent` is your word that everyone in the file agreed.',
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
            Location: { schema: { type: 'string' }, description: 'Where the campaign is' },
            ...replayed,
          },
        },
      },
    },
    get: {
      operationId: 'listCampaigns',
      tags,
      summary: 'List campaigns, the newest first',
      description: 'Scope `messages:read`.',
      requestParams: { query: ListCampaigns },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', CampaignPage, { data: [campaign], next_cursor: null }),
      },
    },
  },
  '/v1/campaigns/{id}': {
    get: {
      operationId: 'getCampaign',
      tags,
      summary: 'Show a campaign with what happened to it',
      description: 'Scope `messages:read`.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found'), '200': json('The campaign', Campaign, campaign) },
    },
    patch: {
      operationId: 'patchCampaign',
      tags,
      summary: 'Change some of its settings',
      description:
        'Scope `campaigns:write`. Of a draft everything, but its content only while it has no recipients; of one that is scheduled or paused `name`, `budget`, `window`, `send_at` and `frequency_cap`. `null` takes a field away.',
      requestParams: { path: campaignId },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: PatchCampaign, example: { budget: { amount: '200.00', currency: 'USD' } } },
        },
      },
      responses: { ...guarded('not-found', 'conflict', ...withBody), '200': json('The campaign', Campaign, campaign) },
    },
  },
  '/v1/campaigns/{id}/launch': {
    post: {
      operationId: 'launchCampaign',
      tags,
      summary: 'Freeze the audience and let it run, now or at `send_at`',
      description:
        'Scope `campaigns:launch`. One caller launches it; all others get the answer that it is already launched. With `estimate_version` it is refused when audience, content or prices changed since that estimate.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: false,
        content: { 'application/json': { schema: LaunchCampaign, example: { estimate_version: 'k0vCx2iT7wQm1aZe' } } },
      },
      responses: {
        ...guarded('not-found', 'conflict', 'estimate-outdated', ...withBody, ...keyed),
        '200': { ...json('The campaign', Campaign, { ...campaign, status: 'running' }), headers: replayed },
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
      'Whatever it was paused for; one whose `send_at` is yet to come is scheduled again. Resuming twice is like once.',
    status: 'running',
  }),
  '/v1/campaigns/{id}/cancel': control({
    verb: 'cancel',
    summary: 'End it for good',
    description:
      'Within seconds nothing of it leaves any more; everyone who was not sent anything ends as `canceled`. Canceling twice is like once.',
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
        '200': json('How many there were', RetriedMessages, { retried: 240, refused: 3 }),
      },
    },
  },
};
