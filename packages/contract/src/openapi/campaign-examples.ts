import type { Campaign } from '../campaigns.ts';

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
