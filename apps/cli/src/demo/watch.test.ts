import type { Message, Status } from '@recado/contract';
import pc from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Shipment } from './shipments.ts';
import { renderTable, sumUp } from './watch.ts';

const now = '2026-11-22T12:00:00.000Z';

const makeMessage = (id: string, status: Status, fields: Partial<Message> = {}): Message => ({
  id,
  status,
  to: '+55119****0000',
  channel: 'whatsapp',
  category: 'utility',
  sender: 'store',
  attempts: 1,
  created_at: now,
  ...fields,
});

const promotion: Shipment = {
  label: 'promotion',
  request: { to: '' },
  cancel: false,
  expected: { status: 'delivered' },
};
const refused: Shipment = {
  label: 'refused',
  request: { to: '' },
  cancel: false,
  expected: { status: 'failed', errorCode: 21_211 },
};

const error = (code: number) => ({ error: { code, message: 'refused' } });
const plain = pc.createColors(false);

describe('the results of the demo', () => {
  test('is summed up by kind and status, the most first', () => {
    const sent = new Map([
      ['a', refused],
      ['b', promotion],
      ['c', promotion],
    ]);
    const messages = [
      makeMessage('a', 'failed', error(21_211)),
      makeMessage('b', 'delivered'),
      makeMessage('c', 'delivered'),
    ];
    expect(renderTable(sumUp(sent, messages), plain)).toBe(
      ['delivered 2  promotion  as expected', 'failed 1     refused    as expected'].join('\n'),
    );
  });

  test.each([
    ['another status', promotion, makeMessage('a', 'undelivered'), 'delivered'],
    ['no end at all', promotion, makeMessage('a', 'sent'), 'delivered'],
    ['another code', refused, makeMessage('a', 'failed', error(30_003)), 'failed'],
    ['no code', refused, makeMessage('a', 'failed'), 'failed'],
    [
      'sent before its time',
      promotion,
      makeMessage('a', 'delivered', { send_at: now, sent_at: '2026-11-22T11:59:59.999Z' }),
      'delivered',
    ],
  ])('is not as expected with %s', (_, shipment, message, expected) => {
    expect(sumUp(new Map([['a', shipment]]), [message])).toMatchObject([{ count: 1, expected }]);
  });

  test('leaves out messages that are not of the demo', () => {
    expect(sumUp(new Map([['a', promotion]]), [makeMessage('b', 'failed')])).toEqual([]);
  });
});
