import type { Settlement } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon, sender, settlement, sidOf, submitted } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

const claimed = async (store = test.store) => {
  const { id } = message();
  await store.insertMessage(message({ id }));
  await test.claim(id, noon, store);
  return id;
};

const statuses = ['sent', 'delivered', 'read'] as const;
const secondsAt = { sent: 2, delivered: 3, read: 4 };

const report = (messageId: string, status: (typeof statuses)[number], change: Partial<Settlement> = {}) =>
  test.store.settleMessage(settlement({ messageId, status, at: later(secondsAt[status] * 1_000), ...change }));

const historyOf = async (id: string) =>
  (await test.store.loadMessage(id))?.events.slice(1).map(({ at, type, status, attempt, twilioSid }) => ({
    at: (at.getTime() - noon.getTime()) / 1_000,
    what: `${type} ${status}${attempt === undefined ? '' : ` ${attempt}`}`,
    twilioSid,
  }));

const rowsOf = async (id: string) => {
  const [row] = await test.sql('select count(*)::int as rows from message_events where message_id = $1', [id]);
  return row?.['rows'];
};

type Step = 'answer' | (typeof statuses)[number];

const take = (id: string, step: Step) => (step === 'answer' ? test.store.record(submitted(id)) : report(id, step));

describe('the history of a message that is read', () => {
  it.each<[Step[], number]>([
    [['answer', 'sent', 'delivered', 'read'], 0],
    [['answer', 'delivered', 'sent', 'read'], 0],
    [['answer', 'read', 'delivered', 'sent'], 1],
    [['sent', 'answer', 'delivered', 'read'], 1],
    [['delivered', 'answer', 'sent', 'read'], 1],
  ])('is whole when its parts come as %j, and its callbacks again, with %i rows of events', async (steps, rows) => {
    const id = await claimed();
    for (const step of [...steps, ...statuses]) await take(id, step);
    expect(await historyOf(id)).toEqual([
      { at: 0.1, what: 'submitted sent 1', twilioSid: sidOf(id) },
      ...statuses.map((status) => ({ at: secondsAt[status], what: `callback ${status}`, twilioSid: sidOf(id) })),
    ]);
    expect(await rowsOf(id)).toBe(rows);
  });

  it('has an answer once that is recorded twice', async () => {
    const id = await claimed();
    for (const step of ['answer', 'answer', 'sent', 'answer'] as const) await take(id, step);
    expect((await historyOf(id))?.map(({ what }) => what)).toEqual(['submitted sent 1', 'callback sent']);
  });

  it('puts the answer before a callback at the same time', async () => {
    const id = await claimed();
    await report(id, 'sent', { at: later(100), detail: 'carrier' });
    await test.sql('update messages set sent_at = null, twilio_sid = null, status = $2 where id = $1', [id, 'sending']);
    await test.store.record(submitted(id));
    expect((await historyOf(id))?.map(({ what }) => what)).toEqual(['submitted sent 1', 'callback sent']);
  });

  it('needs new index entries at the claim and at the delivery only', async () => {
    await test.sql('select pg_stat_reset()');
    const worker = test.another();
    const id = await claimed(worker);
    await worker.record(submitted(id));
    for (const status of statuses) await worker.settleMessage(settlement({ messageId: id, status }));
    // The server publishes a connection's counts when it ends.
    await worker[Symbol.asyncDispose]();
    const counted = () =>
      test.sql(`
        select sum(n_tup_upd)::int as n_tup_upd, sum(n_tup_hot_upd)::int as n_tup_hot_upd from pg_stat_user_tables
        where relid in (select relid from pg_partition_tree('messages'))`);
    await expect.poll(counted).toEqual([{ n_tup_upd: 5, n_tup_hot_upd: 3 }]);
  });
});

describe('a message that takes another SID', () => {
  const before = [
    { at: 0.1, what: 'submitted sent 1' },
    { at: 2, what: 'callback sent' },
  ];
  const failed = { errorCode: 30008, at: later(3_000) };

  it('keeps its history when it is retried, and a callback that comes again', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    await report(id, 'sent');
    await test.store.settleMessage(settlement({ messageId: id, status: 'undelivered', ...failed }));
    const filter = { id, statuses: ['undelivered'] as const, limit: 1 };
    await test.store.saveRetries({ filter, at: later(60_000), by: 'ops', neverAfter: [] });
    await report(id, 'sent');
    expect(await historyOf(id)).toMatchObject([
      ...before,
      { what: 'callback undelivered' },
      { at: 60, what: 'retried accepted' },
    ]);
  });

  it('keeps its history when the SID is another message’s', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    await test.store.withdrawSid(sidOf(id), later(3_000));
    expect(await historyOf(id)).toMatchObject([before[0], { at: 3, what: 'match_withdrawn sending 1' }]);
    expect((await test.store.loadMessage(id))?.message).toMatchObject({ status: 'sending', reason: 'sid_conflict' });
  });

  it('does not lose the SID that a callback named', async () => {
    const id = await claimed();
    await test.store.record(submitted(id));
    await report(id, 'sent');
    expect(await test.store.withdrawSid(sidOf(id), later(3_000))).toBe(false);
  });
});

it('a list of sent messages has late ones and others, in order', async () => {
  const ids = [await claimed(), await claimed(), await claimed(), await claimed()];
  for (const id of ids) await test.store.record(submitted(id));
  await test.sql('update messages set is_late = true where id = any ($1)', [[ids[0], ids[2]]]);
  const list = async (isOldestFirst: boolean, beyond: string | undefined) => {
    const order = { ...(isOldestFirst && { isOldestFirst: true as const }), ...(beyond && { beyond }) };
    return (await test.store.loadMessages({ status: 'sent', limit: 2, ...order })).map(({ id }) => id);
  };
  expect(await list(false, undefined)).toEqual([ids[3], ids[2]]);
  expect(await list(false, ids[2])).toEqual([ids[1], ids[0]]);
  expect(await list(true, ids[0])).toEqual([ids[1], ids[2]]);
});
