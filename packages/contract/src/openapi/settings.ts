import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AuditPage, ListAudit } from '../audit.ts';
import { PriceList, PutPrices } from '../prices.ts';
import { PutSettings, Settings } from '../settings.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Money'];

const settings: PutSettings = {
  daily_budget: { amount: '500.00', currency: 'USD' },
  alert_webhook: { url: 'https://example.com/alerts', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
  retention_days: { content: 90, numbers: 365 },
};
const settingsStored: Settings = {
  daily_budget: { amount: '500.00', currency: 'USD' },
  alert_webhook: { url: 'https://example.com/alerts' },
  marketing_requires_consent: { whatsapp: true, sms: true },
  marketing_window: {
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    from: '09:00',
    to: '20:00',
    timezone: 'recipient',
    holidays: [],
  },
  opt_out_confirmation: {
    enabled: true,
    texts: { pt: { stop: 'Pronto, você não receberá mais nada da Loja. Para voltar, responda VOLTAR.' } },
  },
  retention_days: { content: 90, numbers: 365, events: 365, inbound: 90, audit: null },
  twilio_copy: 'redact',
  double_opt_in: { enabled: false },
};

export const settingsPaths: ZodOpenApiPathsObject = {
  '/v1/settings': {
    get: {
      operationId: 'getSettings',
      tags,
      summary: 'Show what holds for all that is sent',
      description: 'Scope `admin`.',
      responses: { ...guarded(), '200': json('The settings', Settings, settingsStored) },
    },
    put: {
      operationId: 'putSettings',
      tags,
      summary: 'Change some of what holds for all that is sent',
      description:
        'Scope `admin`. A daily budget stops campaigns, never single messages: those that it stops are paused with the reason ' +
        '`daily_budget`, and stay so until somebody resumes them. The webhook is sent one POST for 50, 80 and 100 % of each ' +
        'budget, signed as standardwebhooks.com has it, again and again for three days until it answers 2xx: `Webhook-Id` is the ' +
        'same each time. Whatever is older than `retention_days` is emptied or deleted step by step beside the sending; nothing ' +
        'is, unless somebody sets it. Counts, costs, opt-outs and the proof of consents stay.',
      requestBody: { required: true, content: { 'application/json': { schema: PutSettings, example: settings } } },
      responses: { ...guarded(...withBody), '200': json('The settings as stored', Settings, settingsStored) },
    },
  },
};

const prices: PutPrices = {
  currency: 'USD',
  prices: [
    { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0675' },
    { channel: 'whatsapp', country: 'BR', amount: '0.0118' },
    { channel: 'sms', country: '*', amount: '0.15' },
  ],
};
const pricesStored = {
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
      responses: { ...guarded('not-found'), '200': json('The list in force', PriceList, pricesStored) },
    },
    put: {
      operationId: 'putPrices',
      tags,
      summary: 'Replace the price list',
      description:
        'Scope `admin`. A price without `category` stands for each category that has none of its own. Refused while a ' +
        'budget counts in another currency. Estimates made from the list before are outdated by it.',
      requestBody: { required: true, content: { 'application/json': { schema: PutPrices, example: prices } } },
      responses: { ...guarded('conflict', ...withBody), '200': json('The list as stored', PriceList, pricesStored) },
    },
  },
};

export const auditPaths: ZodOpenApiPathsObject = {
  '/v1/audit': {
    get: {
      operationId: 'listAudit',
      tags: ['Operations'],
      summary: 'List who did what, the newest first',
      description:
        'Scope `admin`. Every change but the sending of single messages, and every answer that showed whole numbers or what is ' +
        'held of a person. An entry is written with what it tells of and is never changed; it holds nothing of people but masked ' +
        'numbers. Filters add up.',
      requestParams: { query: ListAudit },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', AuditPage),
      },
    },
  },
};
