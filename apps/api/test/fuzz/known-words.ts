import fc from 'fast-check';
import type { Schema } from './operation.ts';

const numbers = [
  '+5511987654321',
  '11987654322',
  '(41) 98888-7777',
  '+14155238886',
  '+551132654321',
  'whatsapp:+554188887777',
];
const sid = (letters: string) => `${letters}${'1'.repeat(32)}`;

/** Values that fit fields and parameters of these names, so that many requests are accepted. */
const words: Record<string, readonly unknown[]> = {
  to: [...numbers, numbers.slice(0, 2)],
  phone: numbers,
  from: numbers,
  From: numbers.map((number) => `whatsapp:${number}`),
  To: ['whatsapp:+551150289876', '+551150289877'],
  template: ['order_confirmation', 'order_status', 'promotion'],
  name: ['order_confirmation', 'promotion', 'natal'],
  sender: ['store', 'store-sms'],
  senders: [['store'], ['store-sms'], ['store', 'store-sms']],
  variables: [{ order_id: '1042' }, { discount: '10%' }, {}],
  language: ['pt_BR', 'en'],
  timezone: ['recipient', 'America/Sao_Paulo', 'UTC'],
  send_at: ['2030-01-01T12:00:00Z', '2026-12-24T09:00:00-03:00'],
  occurred_at: ['2026-01-02T03:04:05Z', '2025-12-24T09:00:00-03:00'],
  valid_for: [3600, 'PT4H'],
  currency: ['USD', 'BRL'],
  amount: ['120.00', '0.01'],
  body: ['Oi', 'Olá {{nome}}'],
  mps: [10, 80],
  window: [{ from: '09:00', to: '20:00' }],
  cursor: ['', 'eyJ9', 'MDE5YTFjNWU'],
  line: [1, 2, 3],
  limit: [1, 2, 100],
  MessageSid: [sid('SM'), sid('MM')],
  SmsSid: [sid('SM')],
  MessageStatus: ['queued', 'sent', 'delivered', 'read', 'undelivered', 'failed'],
  ErrorCode: ['63016', '21610', '30007'],
  Body: ['Oi', 'PARAR', 'STOP', 'START', ''],
  ButtonPayload: ['STOP', 'sim'],
  NumMedia: ['0', '1', '11'],
  // Whole bodies, by the names of their schemas.
  SendMessage: [
    { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } },
    { to: '11987654322', body: 'Oi', channel: 'sms', reference: 'order-7', metadata: { a: 1 } },
    { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1' }, fallback: { body: 'Oi' } },
  ],
  CreateCampaign: [{ name: 'Natal', template: 'promotion', variables: { discount: '5%' } }],
  TestCampaign: [{ to: ['+5511987654321'] }],
  LaunchCampaign: [{}],
  PutSender: [{ mps: 20 }, { paused: false }],
  PutTemplate: [
    {
      channel: 'whatsapp',
      category: 'utility',
      content_sid: sid('HX'),
      body: '{{order_id}}!',
      variables: ['order_id'],
    },
    { channel: 'sms', category: 'utility', body: 'Oi {{order_id}}', variables: ['order_id'] },
  ],
  url: ['https://alerts.example.com/recado'],
};

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? 'integer' : typeof value;
};

const fits = (value: unknown, { type, pattern }: Schema): boolean => {
  if (type !== undefined && ![type].flat().includes(typeOf(value))) return false;
  return pattern === undefined || typeof value !== 'string' || new RegExp(pattern).test(value);
};

/** Values for a field or parameter of this name, if it is known. */
export const knownWords = (name: string, schema: Schema): fc.Arbitrary<unknown> | undefined => {
  const known = Object.hasOwn(words, name) ? (words[name] ?? []) : [];
  const fitting = known.filter((value) => fits(value, schema));
  return fitting.length ? fc.constantFrom(...fitting) : undefined;
};
