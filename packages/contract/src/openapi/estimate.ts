import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Estimate } from '../campaign-estimate.ts';
import { campaignId } from './parameters.ts';
import { guarded, json } from './shared.ts';

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
      summary: 'Estimate what a campaign comes to',
      description:
        'Scope `messages:read`. Who would be sent a message and who kept back, what it costs and how long it takes, if it were launched now. Reads the whole audience: some seconds for a million people. Launch with its `version` as `estimate_version`, and nothing is launched that nobody saw.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found'), '200': json('The estimate', Estimate, estimate) },
    },
  },
};
