import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idIn, quarterOf } from './support/quarters.ts';
import {
  cancellation,
  consent,
  later,
  message,
  noon,
  sender,
  settlement,
  sidOf,
  submitted,
  template,
  throttled,
} from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.seedTemplates([template()]);
});
afterEach(() => test[Symbol.asyncDispose]());

/** The partitions that have rows of these messages, of the messages and of their events. */
const placesOf = async (ids: unknown[]) => {
  const read = (table: string, key: string) =>
    test.sql(`select distinct tableoid::regclass::text as place from ${table} where ${key} = any ($1)`, [ids]);
  const places = [...(await read('messages', 'id')), ...(await read('message_events', 'message_id'))];
  return places.map(({ place }) => place);
};

/** Accepts a message that its sender's process gave this id, and sends it at the second attempt: the first has an event. */
const send = async (id: string) => {
  expect(await test.store.insertMessage(message({ id }))).toEqual({ kind: 'created' });
  expect(await test.claim(id, noon)).toMatchObject({ kind: 'claimed' });
  await test.store.record(throttled(id, true));
  expect(await test.claim(id, later(2_000))).toMatchObject({ kind: 'claimed' });
  await test.store.record({ ...submitted(id, `SM${id}`), attempt: 2 });
  return id;
};

const makePartition = (parent: string, first: string) =>
  test.sql('select make_message_partition($1, $2)', [parent, first]);

it('a message and its events are in the partitions of their quarter, which are there before it begins', async () => {
  const now = new Date();
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (now.getUTCMonth() % 3) + 3, 1));
  const last = new Date(next.getTime() - 1);
  for (const at of [now, last, next]) {
    const quarter = quarterOf(at);
    expect(await placesOf([await send(idIn(at, 1))])).toEqual([`messages_${quarter}`, `message_events_${quarter}`]);
  }
});

it.each([
  '00000000-0000-7000-8000-000000000000',
  '2a9f2d5c-7f0e-4a35-9d55-0e3d3f0c1b7a',
  'ffffffff-ffff-7fff-bfff-ffffffffffff',
])('a message with the id %s of another time is accepted, sent, settled and found', async (id) => {
  await send(id);
  expect(await placesOf([id])).toEqual(['messages_default', 'message_events_default']);
  expect(await test.store.insertMessage(message({ id })).catch((error: unknown) => error)).toMatchObject({
    code: '23505',
  });
  expect(
    await test.store.settleMessage(settlement({ messageId: id, twilioSid: `SM${id}`, status: 'delivered' })),
  ).toMatchObject({ kind: 'moved' });
  expect(await test.store.loadMessage(id)).toMatchObject({ message: { status: 'delivered' } });
  expect(await test.store.loadMessages({ to: message().to, limit: 10 })).toMatchObject([{ id }]);
});

it('messages of a quarter whose partition comes late are moved into it, and nothing is counted again', async () => {
  const inside = [await send(idIn('2031-04-01T00:00:00Z')), await send(idIn('2031-06-30T23:59:59.999Z', 1))];
  const outside = [await send(idIn('2031-03-31T23:59:59.999Z')), await send(idIn('2031-07-01T00:00:00Z'))];
  const written = () =>
    test.sql('select (select count(*) from outbox) as told, (select count(*) from campaign_deltas)');
  const [before, tell] = [await Promise.all(inside.map((id) => test.store.loadMessage(id))), await written()];
  for (const parent of ['messages', 'message_events']) await makePartition(parent, '2031-04-01');
  expect(await placesOf(inside)).toEqual(['messages_2031q2', 'message_events_2031q2']);
  expect(await placesOf(outside)).toEqual(['messages_default', 'message_events_default']);
  expect(await Promise.all(inside.map((id) => test.store.loadMessage(id)))).toEqual(before);
  expect(await written()).toEqual(tell);
  for (const id of [...inside, ...outside])
    expect(
      await test.store.settleMessage(settlement({ messageId: id, twilioSid: `SM${id}`, status: 'delivered' })),
    ).toMatchObject({ kind: 'moved' });
});

it('a quarter of which more messages came than can be moved at once stays as it is', async () => {
  const fill = (count: number) =>
    test.sql(
      `insert into messages (
        id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed
      )
      select (left($1, 24) || lpad(to_hex(n), 12, '0'))::uuid, now(), now(), 'sent', 'whatsapp', 'utility', id,
        sha256('a'), '', ''
      from senders, generate_series(1, $2::int) as n`,
      [idIn('2031-05-10'), count],
    );
  await fill(10_001);
  await makePartition('messages', '2031-04-01');
  expect(await test.sql(`select tableoid::regclass::text as place, count(*)::int from messages group by 1`)).toEqual([
    { place: 'messages_default', count: 10_001 },
  ]);
  await test.sql('delete from messages where id = (select max(id::text)::uuid from messages)');
  await makePartition('messages', '2031-04-01');
  expect(await test.sql(`select tableoid::regclass::text as place, count(*)::int from messages group by 1`)).toEqual([
    { place: 'messages_2031q2', count: 10_000 },
  ]);
});

const isThere = async (name: string) =>
  (await test.sql('select to_regclass($1) as name', [name]))[0]?.['name'] === name;

it('a partition is made once by many at once, and by a role that owns no table', async () => {
  const dropped = `messages_${quarterOf(new Date())}`;
  await test.sql(`drop table ${dropped}`);
  const stores = [1, 2, 3].map(() => test.another());
  await Promise.all(stores.map((store) => store.makeMessagePartitions()));
  expect(await isThere(dropped)).toBe(true);
  await test.sql('begin');
  await test.sql('create role recado_maker');
  await test.sql('set local role recado_maker');
  await makePartition('messages', '2031-04-01');
  await test.sql('reset role');
  expect(await isThere('messages_2031q2')).toBe(true);
  await test.sql('rollback');
});

it('a partition waits for no other transaction, and is made after it', async () => {
  const id = await send(idIn('2031-05-02'));
  const holder = new pg.Client({ connectionString: test.url });
  await holder.connect();
  await holder.query('begin');
  await holder.query('update messages set price = 1 where id = $1', [id]);
  await makePartition('messages', '2031-04-01');
  expect(await isThere('messages_2031q2')).toBe(false);
  await holder.query('commit');
  await holder.end();
  await makePartition('messages', '2031-04-01');
  expect(await placesOf([id])).toEqual(['messages_2031q2', 'message_events_default']);
});

/** PostgreSQL 18.0 to 18.4 lose updates when they choose partitions by a join while they run. */
it('only tables whose rows never change have a column by which PostgreSQL may choose partitions', async () => {
  expect(
    await test.sql(`
      select partrelid::regclass::text as name from pg_partitioned_table where not 0 = all (partattrs::smallint[])`),
  ).toEqual([{ name: 'event_log' }]);
});

describe('messages of two partitions, some of which another transaction changes at this moment', () => {
  const { to } = message();
  const each = (act: (id: string) => Promise<unknown>) => (ids: string[]) => Promise.all(ids.map(act));
  const claim = each((id) => test.claim(id, noon));
  const submit = each((id) => test.store.record(submitted(id)));
  const settle = (status: 'delivered' | 'undelivered') =>
    each((id) => test.store.settleMessage(settlement({ messageId: id, status })));

  type Act = (ids: string[]) => Promise<unknown>;
  type Change = (n: number) => Parameters<typeof message>[0];
  it.each<[what: string, before: Act[], act: Act, condition: string, change?: Change]>([
    ['claimed', [], claim, `status = 'sending'`],
    [
      'claimed as marketing',
      [],
      claim,
      `status = 'sending'`,
      (n) => ({ category: 'marketing', windowUntil: later(1_000), to: `+551198765430${n}` }),
    ],
    ['recorded', [claim], submit, `status = 'sent'`],
    ['settled', [claim, submit], settle('delivered'), `status = 'delivered'`],
    [
      'priced',
      [claim, submit],
      (ids) => test.store.setPrices(ids.map((id) => ({ twilioSid: sidOf(id), amount: '0.01', currency: 'USD' }))),
      'price = 0.01',
    ],
    ['canceled', [], () => test.store.saveCancellations(cancellation({}, noon)), `status = 'canceled'`],
    [
      'retried',
      [claim, submit, settle('undelivered')],
      () =>
        test.store.saveRetries({
          filter: { statuses: ['undelivered'], limit: 100 },
          at: later(60_000),
          by: 'ops',
          neverAfter: [],
        }),
      `status = 'accepted'`,
    ],
    [
      'erased',
      [],
      () => test.store.deleteContact({ to, at: noon, audit: cancellation({}, noon).audit }),
      `status = 'canceled'`,
    ],
  ])('are all %s', async (_what, before, act, condition, change) => {
    const quarter = (place: number) => {
      const now = new Date();
      return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (now.getUTCMonth() % 3) + place * 3, 2));
    };
    const ids = [0, 0, 0, 1, 1, 1].map((place, n) => idIn(quarter(place), n));
    for (const [n, id] of ids.entries()) {
      const made = message({ id, ...change?.(n) });
      await test.store.insertConsent(consent(made.to));
      await test.store.insertMessage(made);
    }
    for (const step of before) await step(ids);
    const holder = new pg.Client({ connectionString: test.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('update messages set trace = trace where id = any ($1)', [ids.filter((_id, n) => n % 2 === 0)]);
    const acted = act(ids);
    const waits = `
      select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => test.sql(waits)).toEqual([{ count: 1 }]);
    await holder.query('commit');
    await holder.end();
    await acted;
    expect(await test.sql(`select id from messages where ${condition} order by id`)).toEqual(ids.map((id) => ({ id })));
  });
});
