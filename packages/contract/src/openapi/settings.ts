import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PutSettings, Settings } from '../settings.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Money'];

const settings: PutSettings = {
  daily_budget: { amount: '500.00', currency: 'USD' },
  alert_webhook: { url: 'https://example.com/alerts', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
  retention_days: { content: 90, numbers: 365 },
};
const stored: Settings = {
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
      responses: { ...guarded(), '200': json('The settings', Settings, stored) },
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
      responses: { ...guarded(...withBody), '200': json('The settings as stored', Settings, stored) },
    },
  },
};
