import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstIdAt } from '../src/postgres/sql.ts';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { message, settlement, submitted } from './support/samples.ts';

let test: CampaignStore;
beforeEach(async () => {
  test = await openCampaignStore();
  for (const parent of ['messages', 'message_events'])
    for (const first of ['2024-01-01', '2024-04-01', '2024-07-01'])
      await test.sql('select make_message_partition($1, $2)', [parent, first]);
});
afterEach(() => test[Symbol.asyncDispose]());

const old = new Date('2024-02-10T12:00:00Z');
const now = new Date('2026-11-22T12:00:00Z');
const day = 24 * 3_600_000;
const before = new Date(now.getTime() - 400 * day);
let made = 0;

/** A message of that time which was sent by then. */
const send = async (at: Date, change: Parameters<typeof message>[0] = {}) => {
  made += 1;
  const id = firstIdAt(at).replace(/.{6}$/, made.toString(16).padStart(6, '0'));
  await test.store.insertMessage(message({ id, createdAt: at, ...change }));
  await test.claim(id, at);
  await test.store.record({ ...submitted(id), at });
  await test.store.settleMessage(
    settlement({ messageId: id, status: 'delivered', at: new Date(at.getTime() + 5_000) }),
  );
  return id;
};

const empty = async () => {
  for (const kind of ['content', 'numbers', 'events'] as const)
    while (await test.store.expireNext({ kind, before, at: now, limit: 100 }));
};

/** Applies the retention of rows until it has nothing to do, and returns the partitions of 2024 that are left. */
const drop = async (at = now) => {
  while (await test.store.expireNext({ kind: 'messages', before, at, limit: 2 }));
  const rows = await test.sql(`
    select relname from pg_class where relname ~ '^message(_event)?s_2024q.$' and relkind = 'r' order by relname`);
  return rows.map(({ relname }) => relname);
};

const all = ['1', '2', '3']
  .flatMap((quarter) => [`message_events_2024q${quarter}`, `messages_2024q${quarter}`])
  .toSorted();
const anHourLater = new Date(now.getTime() + 3_600_000);

it('quarters whose messages are final, emptied and old are dropped with all that names them, and counts stay', async () => {
  const ids = [];
  for (const days of [0, 1, 2]) ids.push(await send(new Date(old.getTime() + days * day)));
  const young = await send(new Date(now.getTime() - day));
  const [outside] = [await send(new Date('2020-01-01T00:00:00Z'))];
  await test.sql(`insert into former_sids values ('SMformer', $1)`, [ids[0]]);
  await test.sql(`insert into retention_left (kind, message_id, look_at) values ('content', $1, now())`, [ids[0]]);
  const counts = () => test.sql('select status, sum(n)::int as n from campaign_deltas group by 1 order by 1');
  const [told, sids] = [await counts(), () => test.sql('select count(*)::int as n from twilio_sids')];
  await empty();
  expect(await sids()).toEqual([{ n: 5 }]);
  expect(await drop()).toEqual([]);
  for (const id of ids) expect(await test.store.loadMessage(id)).toBeUndefined();
  for (const id of [young, outside]) expect(await test.store.loadMessage(id)).toBeDefined();
  expect(await sids()).toEqual([{ n: 2 }]);
  expect(await test.sql('select * from former_sids')).toEqual([]);
  expect(await test.sql('select * from retention_left where message_id = $1', [ids[0]])).toEqual([]);
  expect(await counts()).toEqual(told);
  expect(await test.sql(`select to_regclass('messages_default') is not null as there`)).toEqual([{ there: true }]);
});

it.each<[string, (id: string) => Promise<unknown>]>([
  ['is not final', (id) => test.sql(`update messages set status = 'accepted' where id = $1`, [id])],
  ['has its text', (id) => test.sql(`update messages set content_sealed = 'text' where id = $1`, [id])],
  ['has its number', (id) => test.sql(`update messages set to_sealed = 'number' where id = $1`, [id])],
  ['was read lately', (id) => test.sql('update messages set read_at = $2 where id = $1', [id, now])],
])('a quarter with a message that %s stays, and goes once nothing is in the way', async (_what, change) => {
  const id = await send(old);
  await send(new Date(old.getTime() + day));
  await empty();
  await test.sql('alter table messages disable trigger user');
  const [stored] = await test.sql('select * from messages where id = $1', [id]);
  await change(id);
  expect(await drop()).toEqual(all);
  expect(await test.store.loadMessage(id)).toBeDefined();
  const columns = ['status', 'content_sealed', 'to_sealed', 'read_at'];
  await test.sql(`update messages set ${columns.map((column, n) => `${column} = $${n + 2}`).join()} where id = $1`, [
    id,
    ...columns.map((column) => stored?.[column]),
  ]);
  expect(await drop()).toEqual(all);
  expect(await drop(anHourLater)).toEqual([]);
});

it('what comes behind the walk keeps the quarter', async () => {
  await send(old);
  await empty();
  expect(await test.store.expireNext({ kind: 'messages', before, at: now, limit: 10 })).toBe(1);
  const late = firstIdAt(new Date('2024-01-05T00:00:00Z'));
  await test.store.insertMessage(message({ id: late, createdAt: old }));
  expect(await drop()).toContain('messages_2024q1');
  expect(await test.store.loadMessage(late)).toBeDefined();
});

it('an old campaign keeps its quarter until its end is old enough, and its people are then shown without a message', async () => {
  const campaign = { id: firstIdAt(new Date('2024-01-03T00:00:00Z')), created_at: old, updated_at: old };
  await test.campaign({ ...campaign, status: 'completed', ended_at: now });
  const [person] = await test.audience(campaign.id, test.people(1));
  const id = await send(old);
  await test.sql('update recipients set id = $2 where id = $1', [person, id]);
  await test.sql('update messages set campaign_id = $2 where id = $1', [id, campaign.id]);
  const report = () => test.store.findRecipientReportPage(campaign.id, undefined, 10);
  await test.sql('update campaigns set ended_at = $1', [old]);
  await empty();
  await test.sql('update campaigns set ended_at = $1', [now]);
  expect(await drop()).toContain('messages_2024q1');
  expect(await report()).toMatchObject([{ messageId: id, status: 'delivered' }]);
  await test.sql('update campaigns set ended_at = $1', [old]);
  expect(await drop(anHourLater)).toEqual([]);
  expect(await report()).toMatchObject([{ messageId: id, status: 'pending', reason: 'past_retention' }]);
});

it('a drop waits for no other transaction, and is made after it', async () => {
  await send(old);
  await empty();
  const holder = new pg.Client({ connectionString: test.url });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select count(*) from messages');
  await holder.query('select count(*) from message_events');
  expect(await drop()).toEqual(all);
  await holder.query('commit');
  await holder.end();
  expect(await drop(anHourLater)).toEqual([]);
});

it('a role that owns no table drops a quarter, and one that nobody has keeps nothing', async () => {
  await test.sql('begin');
  await test.sql('create role recado_dropper');
  await test.sql('set local role recado_dropper');
  const drops = (parent: string, first: string) =>
    test.sql('select drop_message_partition($1, $2, $3) as gone', [parent, first, now]);
  expect(await drops('message_events', '2024-01-01')).toEqual([{ gone: true }]);
  expect(await drops('campaigns', '2024-01-01')).toEqual([{ gone: true }]);
  await test.sql('reset role');
  expect(await test.sql(`select to_regclass('message_events_2024q1') as name`)).toEqual([{ name: null }]);
  await test.sql('rollback');
});
