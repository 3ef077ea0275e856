import { expect, it } from 'vitest';
import { aMessage } from '../../test/a-message.ts';
import { priceOf } from './price.ts';

const to = 'whatsapp:+5511988887777';

it.each([
  ['an SMS for each segment', { status: 'delivered', numSegments: 3, sentAt: 1 }, '-0.02490'],
  ['an SMS that did not arrive', { status: 'undelivered', sentAt: 1 }, '-0.00830'],
  ['a WhatsApp message once', { to, status: 'read', sentAt: 1 }, '-0.00500'],
  ['no WhatsApp message that did not arrive', { to, status: 'undelivered', sentAt: 1 }, null],
  ['nothing that never left', { status: 'failed' }, null],
] as const)('bills %s', (_, message, price) => {
  expect(priceOf(aMessage(message))).toBe(price);
});
