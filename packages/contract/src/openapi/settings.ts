import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AuditPage, AuditReport, ExportAudit, ListAudit } from '../audit.ts';
import { PriceList, PutPrices } from '../prices.ts';
import { PutSettings, Settings } from '../settings.ts';
import { RevealedNumber, RevealNumber } from '../contacts.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Money'];

const settings: PutSettings = {
  daily_budget: { amount: '500.00', currency: 'USD' },
  retention_days: { content: 90, numbers: 365 },
};
const settingsStored: Settings = {
  daily_budget: { amount: '500.00', currency: 'USD' },
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
  retention_days: { content: 90, numbers: 365, events: 365, messages: null, inbound: 90, audit: null },
  event_log_days: 30,
  twilio_copy: 'redact',
  double_opt_in: { enabled: false },
  marketing_cap: { messages: 7, period: 604_800 },
  objection_limits: {
    enabled: true,
    first_percent: 2,
    first_people: 200,
    watch: 1_800,
    opted_out_percent: 2,
    blocked_percent: 1,
    held_back_percent: 20,
  },
  whatsapp_price_is_whole: false,
  report_timezone: 'America/Sao_Paulo',
  launch_approval: { above_people: 10_000 },
  test_numbers: ['+55119****4321'],
};

export const settingsPaths: ZodOpenApiPathsObject = {
  '/v1/settings': {
    get: {
      operationId: 'getSettings',
      tags,
      summary: 'Show the global settings',
      description: 'Scope `admin`.',
      responses: { ...guarded(), '200': json('The settings', Settings, settingsStored) },
    },
    put: {
      operationId: 'putSettings',
      tags,
      summary: 'Change global settings',
      description:
        'Scope `admin`. A daily budget stops campaigns, never single messages. It pauses campaigns with the reason `daily_budget`; ' +
        'resume them to continue. The webhook receives one POST at 50, 80 and 100 % of each budget, signed as described at ' +
        'standardwebhooks.com. Recado repeats it for up to three days until the response is 2xx, with the same `Webhook-Id`. ' +
        'Data older than `retention_days` is emptied or deleted step by step, without slowing the sending; by default, nothing ' +
        'is deleted. Counts, costs, opt-outs and the proof of consents stay.',
      requestBody: { required: true, content: { 'application/json': { schema: PutSettings, example: settings } } },
      responses: { ...guarded(...withBody), '200': json('The stored settings', Settings, settingsStored) },
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
      summary: 'Show the price list',
      description:
        'Scope `messages:read`. For SMS, a price is per segment. The first list is an example: check it against your bills.',
      responses: { ...guarded('not-found'), '200': json('The price list in force', PriceList, pricesStored) },
    },
    put: {
      operationId: 'putPrices',
      tags,
      summary: 'Replace the price list',
      description:
        'Scope `admin`. A price without `category` applies to every category without a price of its own. The list is refused ' +
        'while a budget uses another currency. Earlier estimates become out of date.',
      requestBody: { required: true, content: { 'application/json': { schema: PutPrices, example: prices } } },
      responses: { ...guarded('conflict', ...withBody), '200': json('The stored price list', PriceList, pricesStored) },
    },
  },
};

export const auditPaths: ZodOpenApiPathsObject = {
  '/v1/audit': {
    get: {
      operationId: 'listAudit',
      tags: ['Operations'],
      summary: 'List audit entries, the newest first',
      description:
        'Scope `audit:read`. The audit log holds every change except single messages, and every response that showed full numbers or ' +
        'the data of a contact. An entry is committed together with its change and never changes. It holds no personal data ' +
        'except masked numbers. Entries must match all filters.',
      requestParams: { query: ListAudit },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', AuditPage),
      },
    },
  },
  '/v1/audit.csv': {
    get: {
      operationId: 'exportAudit',
      tags: ['Operations'],
      summary: 'Export audit entries',
      description: 'Scope `audit:read`. Returns all entries that match the filters, as CSV in UTF-8.',
      requestParams: { query: ExportAudit },
      responses: {
        ...guarded('invalid-request'),
        '200': { description: 'The entries', content: { 'text/csv': { schema: AuditReport } } },
      },
    },
  },
  '/v1/reveals': {
    post: {
      operationId: 'revealNumber',
      tags: ['People'],
      summary: 'Show one whole number',
      description:
        'Scope `pii:reveal`. For a person who sees masked numbers and needs one of them. At most 60 per hour, and the audit log has each, as `number.revealed`.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: RevealNumber,
            example: { object: 'messages/019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90', reason: 'asked to be called back' },
          },
        },
      },
      responses: {
        ...guarded('not-found', ...withBody),
        '200': json('The number', RevealedNumber, { number: '+5511987654321', shown_for_seconds: 30 }),
      },
    },
  },
};
