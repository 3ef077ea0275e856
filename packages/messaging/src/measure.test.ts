import { expect, it } from 'vitest';
import { measure } from './measure.ts';

const epoch = new Date(0);
const template = {
  name: 'order',
  language: 'pt_BR',
  channel: 'sms',
  category: 'utility',
  body: 'Pedido {{order_id}}',
  variables: ['order_id'],
  createdAt: epoch,
  updatedAt: epoch,
} as const;
const filledWith = (text: string) =>
  ({ kind: 'template', name: 'order', language: 'pt_BR', variables: { order_id: text } }) as const;

it.each([
  ['a short text', { kind: 'body', body: 'Oi' } as const, 1],
  ['a long text', { kind: 'body', body: 'x'.repeat(161) } as const, 2],
  ['a template with what is filled in', filledWith('x'.repeat(160)), 2],
  ['a letter that no GSM alphabet has', filledWith(`ã${'x'.repeat(69)}`), 2],
])('counts the segments of %s', (_what, content, segments) => {
  expect(measure(content, 'sms', { ...template, variables: ['order_id'] })).toBe(segments);
});

it('does not count for WhatsApp', () => {
  expect(measure({ kind: 'body', body: 'x'.repeat(1_000) }, 'whatsapp', undefined)).toBeUndefined();
});
