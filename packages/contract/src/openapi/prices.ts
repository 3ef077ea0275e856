import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PriceList, PutPrices } from '../prices.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Money'];

const prices: PutPrices = {
  currency: 'USD',
  prices: [
    { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0675' },
    { channel: 'whatsapp', country: 'BR', amount: '0.0118' },
    { channel: 'sms', country: '*', amount: '0.15' },
  ],
};
const stored = {
  currency: 'USD',
  prices: [{ channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0675' }],
  version: 2,
  is_example: false,
  updated_at: '2026-11-22T12:00:00.000Z',
};

export const pricePaths: ZodOpenApiPathsObject = {
  '/v1/prices': {
    get: {
      operationId: 'getPrices',
      tags,
      summary: 'Show what messages are expected to cost',
      description:
        'Scope `messages:read`. Of SMS for each segment. The list to begin with is an example: check it against your bills.',
      responses: { ...guarded('not-found'), '200': json('The list in force', PriceList, stored) },
    },
    put: {
      operationId: 'putPrices',
      tags,
      summary: 'Replace the price list',
      description:
        'Scope `admin`. A price without `category` stands for each category that has none of its own. Refused while a ' +
        'budget counts in another currency. Estimates made from the list before are outdated by it.',
      requestBody: { required: true, content: { 'application/json': { schema: PutPrices, example: prices } } },
      responses: { ...guarded('conflict', ...withBody), '200': json('The list as stored', PriceList, stored) },
    },
  },
};
