import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Preview, PreviewQuery, TestCampaign, TestedCampaign } from '../preview.ts';
import { campaignId, idempotencyKey } from './parameters.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Campaigns'];

const preview: Preview = {
  recipient: '01935e6a-7c00-7a3b-9d2e-0242ac120002',
  line: 2,
  to: '+55119****5432',
  channel: 'whatsapp',
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
      summary: 'Show what one person would be sent',
      description:
        'Scope `messages:read`; `pii:read` shows the number in full. Of a line of the file, a recipient or a number; without any of them of the person who came first.',
      requestParams: { path: campaignId, query: PreviewQuery },
      responses: {
        ...guarded('not-found', 'conflict', 'invalid-request'),
        '200': json('The text with its variables put in', Preview, preview),
      },
    },
  },
  '/v1/campaigns/{id}/test': {
    post: {
      operationId: 'testCampaign',
      tags,
      summary: 'Send the content to some numbers',
      description:
        'Scope `campaigns:write`. At most 20 numbers, which get it at once, as `utility` and with `campaign_test` in their metadata; they do not count in the campaign. Opt-outs hold.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: TestCampaign, example: { to: ['+5511987654321'] } } },
      },
      responses: {
        ...guarded('not-found', ...withBody, 'conflict', 'idempotency-key-reused', 'idempotency-key-in-use'),
        '202': json('Accepted, each for itself', TestedCampaign, tested),
      },
    },
  },
};
