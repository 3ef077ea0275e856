import type { Message } from '../messages.ts';

export const message: Message = {
  id: '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
  status: 'accepted',
  to: '+55119****4321',
  channel: 'whatsapp',
  category: 'utility',
  sender: 'store',
  template: 'order_confirmation',
  language: 'pt_BR',
  reference: 'order-1042',
  attempts: 0,
  created_at: '2026-11-22T12:00:00.000Z',
};

export const delivered: Message = {
  ...message,
  status: 'delivered',
  attempts: 1,
  twilio_sid: 'SM00000000000000000000000000000001',
  sent_at: '2026-11-22T12:00:00.240Z',
  delivered_at: '2026-11-22T12:00:01.900Z',
  events: [
    { at: '2026-11-22T12:00:00.000Z', type: 'accepted' },
    { at: '2026-11-22T12:00:00.240Z', type: 'submitted', attempt: 1, twilio_sid: 'SM00000000000000000000000000000001' },
    {
      at: '2026-11-22T12:00:01.900Z',
      type: 'callback',
      status: 'delivered',
      twilio_sid: 'SM00000000000000000000000000000001',
    },
  ],
};

export const send = {
  to: '+5511987654321',
  template: 'order_confirmation',
  variables: { order_id: '1042' },
  reference: 'order-1042',
};

export const sendWithFallback = {
  ...send,
  fallback: { channel: 'sms', body: 'Recebemos o seu pedido 1042.', after: 'PT10M' },
};

export const sendText = { to: '+5511987654321', channel: 'sms', body: 'O seu pedido 1042 saiu para entrega.' };

export const template = {
  channel: 'whatsapp',
  category: 'utility',
  language: 'pt_BR',
  content_sid: 'HX00000000000000000000000000000001',
  variables: ['order_id'],
};

export const sender = { channel: 'whatsapp', address: '+551150289876', mps: 80 };
