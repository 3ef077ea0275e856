import type { Settlement } from '@recado/messaging';
import { canMove } from '@recado/messaging';
import type { Status } from '@recado/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon, sender, settlement, sidOf, submitted } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

/** A message that Twilio has. */
const sent = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  return id;
};

const find = async (id: string) => {
  const found = await test.store.loadMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

describe('a callback', () => {
  it('moves the message on and is kept', async () => {
    const messageId = await sent();
    const report = { messageId, status: 'delivered', detail: 'carrier time 12:00' } as const;
    expect(await test.store.settleMessage(settlement(report))).toEqual({ kind: 'moved' });
    const { message: recorded, events } = await find(messageId);
    expect(recorded).toMatchObject({ status: 'delivered', deliveredAt: later(5_000), sentAt: later(100) });
    expect(events.at(-1)).toEqual({
      at: later(5_000),
      type: 'callback',
      status: 'delivered',
      twilioSid: sidOf(messageId),
      detail: 'carrier time 12:00',
    });
  });

  it('that says why a message failed leaves its code and text', async () => {
    const messageId = await sent();
    const report = { messageId, status: 'undelivered', errorCode: 30003, errorMessage: 'Unreachable' } as const;
    await test.store.settleMessage(settlement(report));
    expect((await find(messageId)).message).toMatchObject({
      status: 'undelivered',
      errorCode: 30003,
      errorMessage: 'Unreachable',
    });
  });

  it('that is replayed is stored once, with the time of the first', async () => {
    const messageId = await sent();
    const report = settlement({ messageId, status: 'delivered' });
    expect(await test.store.settleMessage(report)).toEqual({ kind: 'moved' });
    expect(await test.store.settleMessage({ ...report, at: later(9_000) })).toEqual({ kind: 'kept' });
    const { message: recorded, events } = await find(messageId);
    expect(recorded.deliveredAt).toEqual(later(5_000));
    expect(events.filter(({ type }) => type === 'callback')).toHaveLength(1);
  });

  it('that it was read says that it was delivered', async () => {
    const messageId = await sent();
    await test.store.settleMessage(settlement({ messageId, status: 'read' }));
    expect((await find(messageId)).message).toMatchObject({ readAt: later(5_000), deliveredAt: later(5_000) });
  });

  it('names the message of ours when Twilio’s answer was lost', async () => {
    const { id: messageId } = message();
    await test.store.insertMessage(message({ id: messageId }));
    await test.claim(messageId, noon);
    await test.store.settleMessage(settlement({ messageId, status: 'sent', twilioSid: 'SM9' }));
    expect((await find(messageId)).message).toMatchObject({ status: 'sent', twilioSid: 'SM9', sentAt: later(5_000) });
  });

  it('of another message of Twilio’s is kept, and moves nothing', async () => {
    const messageId = await sent();
    const foreign = settlement({ messageId, status: 'failed', twilioSid: 'SM2' });
    expect(await test.store.settleMessage(foreign)).toEqual({ kind: 'kept' });
    const { message: recorded, events } = await find(messageId);
    expect(recorded).toMatchObject({ status: 'sent', twilioSid: sidOf(messageId) });
    expect(events.at(-1)).toMatchObject({ type: 'callback', status: 'failed', twilioSid: 'SM2' });
  });

  it('for an unknown message stores nothing', async () => {
    const { id: messageId } = message();
    expect(await test.store.settleMessage(settlement({ messageId, status: 'sent' }))).toEqual({
      kind: 'unknown-message',
    });
    expect(await test.sql('select from message_events where message_id = $1', [messageId])).toEqual([]);
  });
});

describe('the times of a message', () => {
  type Report = Partial<Settlement> & Pick<Settlement, 'status'>;
  const plain = (status: Settlement['status'], n: number, more: Partial<Settlement> = {}): Report => ({
    status,
    at: later(n * 1_000),
    ...more,
  });
  const cases: [name: string, rows: number, reports: Report[], shown: [string, number][]][] = [
    ['keep a delivery and a reading without rows', 0, [plain('delivered', 1), plain('read', 2)], [['delivered', 1], ['read', 2]]], // prettier-ignore
    [
      'keep both of one millisecond',
      0,
      [plain('delivered', 1), plain('read', 1)],
      [
        ['delivered', 1],
        ['read', 1],
      ],
    ],
    ['keep each once, with its first time', 0, [plain('delivered', 1), plain('read', 2), plain('delivered', 3), plain('read', 4)], [['delivered', 1], ['read', 2]]], // prettier-ignore
    ['keep a reading, and not the delivery that it implies', 0, [plain('read', 1)], [['read', 1]]],
    ['leave a delivery reported after the reading to a row', 1, [plain('read', 1), plain('delivered', 2), plain('delivered', 3)], [['read', 1], ['delivered', 2]]], // prettier-ignore
    [
      'leave a report with a detail to a row',
      1,
      [plain('delivered', 1, { detail: 'carrier time' })],
      [['delivered', 1]],
    ],
    ['leave a report with a code to a row', 1, [plain('delivered', 1, { errorCode: 63049 })], [['delivered', 1]]],
    ['leave a report under another SID to a row', 1, [plain('delivered', 1), plain('delivered', 2, { twilioSid: 'SM2' })], [['delivered', 1], ['delivered', 2]]], // prettier-ignore
    ['leave another word of Twilio to a row', 1, [plain('delivered', 1, { twilioStatus: 'arrived' })], [['arrived', 1]]], // prettier-ignore
  ];

  it.each(cases)('%s', async (_name, rows, reports, shown) => {
    const messageId = await sent();
    for (const report of reports) await test.store.settleMessage(settlement({ messageId, ...report }));
    const { events } = await find(messageId);
    expect(
      await test.sql(`select from message_events where message_id = $1 and type = 'callback'`, [messageId]),
    ).toHaveLength(rows);
    expect(events.filter(({ type }) => type === 'callback').map(({ status, at }) => [status, at])).toEqual(
      shown.map(([status, n]) => [status, later(n * 1_000)]),
    );
  });
});

describe('callbacks that come at the same time', () => {
  it('for one message are taken one after the other', async () => {
    const messageId = await sent();
    const reports = (['delivered', 'read', 'delivered', 'sent'] as const).map((status) => ({ messageId, status }));
    const settled = await Promise.all(reports.map((report) => test.store.settleMessage(settlement(report))));
    expect(settled.map(({ kind }) => kind)).toEqual(['moved', 'moved', 'kept', 'kept']);
    expect((await find(messageId)).message.status).toBe('read');
  });

  it('for many messages, each twice and in two processes, move each once', async () => {
    const ids = await Promise.all(Array.from({ length: 150 }, () => sent()));
    const runs = [
      { store: test.store, order: ids },
      { store: test.another(), order: ids.toReversed() },
    ];
    const settled = await Promise.all(
      runs.flatMap(({ store, order }) =>
        order.map((messageId) => store.settleMessage(settlement({ messageId, status: 'delivered' }))),
      ),
    );
    expect(settled.filter(({ kind }) => kind === 'moved')).toHaveLength(ids.length);
  });

  const steps = fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const);
  const story = fc.oneof(
    steps.chain((last) => {
      const happened = (['sent', 'delivered', 'read'] as const).slice(
        0,
        ['sent', 'delivered', 'read'].indexOf(last) + 1,
      );
      return fc.record({ end: fc.constant<Status>(last), happened: fc.constant<Settlement['status'][]>(happened) });
    }),
    fc.constantFrom<{ end: Status; happened: Settlement['status'][] }>(
      { end: 'undelivered', happened: ['sent', 'undelivered'] },
      { end: 'failed', happened: ['failed'] },
    ),
  );
  const arrivals = story.chain(({ end, happened }) =>
    fc
      .array(fc.constantFrom(...happened), { maxLength: 6 })
      .map((again) => [...happened, ...again])
      .chain((all) => fc.record({ end: fc.constant(end), order: fc.shuffledSubarray(all, { minLength: all.length }) })),
  );

  it('end in the same status with any order and repetition, together or one by one', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.boolean(), async ({ end, order }, together) => {
        const messageId = await sent();
        const reports = order.map((status) => settlement({ messageId, status }));
        if (together) await Promise.all(reports.map(test.store.settleMessage));
        else for (const report of reports) await test.store.settleMessage(report);
        const { message: recorded, events } = await find(messageId);
        expect(recorded.status).toBe(end);
        expect(Object.keys(Object.groupBy(events.slice(2), ({ status = '' }) => status))).toHaveLength(
          events.length - 2,
        );
        expect(order.some((status) => canMove(recorded.status, status))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an observer', () => {
  const seen: unknown[] = [];
  const observed = () =>
    test.another({
      observer: { moved: (move) => void seen.push(move), claimed: (wait) => void seen.push(wait) },
    });

  it('gets each move of a message once, with the time that it was due and in delivery', async () => {
    const store = observed();
    const { id } = message();
    const about = { channel: 'whatsapp', category: 'utility' };
    await store.insertMessage(message({ id }));
    await test.claim(id, later(2_000), store);
    await store.record(submitted(id));
    const report = settlement({ messageId: id, status: 'delivered' });
    for (let times = 0; times < 2; times += 1) await store.settleMessage(report);
    await store.settleMessage(settlement({ messageId: id, status: 'read' }));
    expect(seen.splice(0)).toEqual([
      { ...about, status: 'accepted' },
      { lane: 'transactional', seconds: 2 },
      { ...about, status: 'sent' },
      { ...about, id, status: 'delivered', seconds: 4.9 },
      { ...about, id, status: 'read' },
    ]);
  });

  it('gets the error code of a message that Twilio did not deliver, and the end of one that is not sent', async () => {
    const store = observed();
    const messageId = await sent();
    await store.settleMessage(settlement({ messageId, status: 'undelivered', errorCode: 30003 }));
    const late = message({ validUntil: later(1_000) });
    await store.insertMessage(late);
    await test.claim(late.id, later(2_000), store);
    expect(seen.splice(0)).toMatchObject([
      { status: 'undelivered', errorCode: 30003 },
      { status: 'accepted' },
      { status: 'expired' },
    ]);
  });
});
