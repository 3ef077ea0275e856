import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPartition } from '../src/postgres/partitions.ts';
import { idIn, quarterOf } from './support/quarters.ts';
import { message, noon, sender, settlement, submitted, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.seedTemplates([template()]);
});
afterEach(() => test[Symbol.asyncDispose]());

const here = () => `messages_${quarterOf(new Date())}`;

let place = 0;
/** Sends a message of this quarter. Returns the number of changes that were counted since the last one. */
const sendBy = async (store: TestStore['store']) => {
  const id = idIn(new Date(), (place += 1));
  expect(await store.insertMessage(message({ id }))).toEqual({ kind: 'created' });
  expect(await test.claim(id, noon, store)).toMatchObject({ kind: 'claimed' });
  await store.record(submitted(id, `SM${id}`));
  const report = settlement({ messageId: id, twilioSid: `SM${id}`, status: 'delivered' });
  expect(await store.settleMessage(report)).toMatchObject({ kind: 'moved' });
  return (await test.sql('delete from campaign_deltas returning status')).length;
};

describe('a batch of one quarter', () => {
  it.each([
    ['has the table of its quarter', []],
    ['is in the whole table where the partition lacks a trigger', ['drop trigger note_moves on HERE']],
    ['is in the whole table where a trigger of the partition is off', ['alter table HERE disable trigger note_moves']],
    ['is in the whole table where the partition is detached', ['alter table messages detach partition HERE']],
    ['is in the whole table where there is no partition', ['drop table HERE']],
  ])('%s, and every change is counted', async (what, changes) => {
    const counted = await sendBy(test.another());
    for (const change of changes) await test.sql(change.replace('HERE', here()));
    const pool = new pg.Pool({ connectionString: test.url, max: 1 });
    const ids = [1, 2].map((each) => ({ id: idIn(new Date(), each) }));
    expect(await findPartition(pool, ids)).toBe(what.includes('whole') ? undefined : here());
    await pool.end();
    expect(await sendBy(test.another())).toBe(counted);
  });

  it('is found in the whole table when its partition was dropped a moment ago', async () => {
    await sendBy(test.store);
    await test.sql(`drop table ${here()}`);
    expect(await sendBy(test.store)).toBeGreaterThan(0);
  });

  it('is in the whole table with a message of another quarter, or of none', async () => {
    const pool = new pg.Pool({ connectionString: test.url, max: 1 });
    for (const other of ['2031-04-01T00:00:00Z', '1970-01-01T00:00:00Z'])
      expect(await findPartition(pool, [{ id: idIn(new Date()) }, { id: idIn(other) }])).toBeUndefined();
    for (const other of ['ffffffff-ffff-7fff-bfff-ffffffffffff', '2a9f2d5c-7f0e-4a35-9d55-0e3d3f0c1b7a'])
      expect(await findPartition(pool, [{ id: other }])).toBeUndefined();
    await pool.end();
  });

  it('is in the whole table for a role that may not change the partition by its name', async () => {
    await test.sql(`create role recado_limited login; grant usage on schema public to recado_limited;
      grant select, insert, update, delete on messages to recado_limited`);
    const url = new URL(test.url);
    url.username = 'recado_limited';
    const pool = new pg.Pool({ connectionString: url.href, max: 1 });
    const ids = [{ id: idIn(new Date()) }];
    expect(await findPartition(pool, ids)).toBeUndefined();
    await pool.end();
    await test.sql('drop owned by recado_limited; drop role recado_limited');
  });
});

describe('with all other partitions locked', () => {
  const lockOthers = async () => {
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    const parts = await test.sql(`select inhrelid::regclass::text as name from pg_inherits
      where inhparent = 'messages'::regclass and inhrelid <> '${here()}'::regclass`);
    await client.query(`begin; lock table ${parts.map(({ name }) => name).join()} in access exclusive mode`);
    return { names: parts.map(({ name }) => name), [Symbol.asyncDispose]: () => client.end() };
  };

  it.each<[string, Parameters<typeof message>[0]]>([
    ['a message outside campaigns', {}],
    ['a message that the second statement decides', { category: 'marketing' }],
  ])('%s is claimed and recorded', async (_, fields) => {
    await test.sql(`insert into settings values ('marketing_requires_consent', '{"whatsapp": false}', now())`);
    const id = idIn(new Date(), (place += 1));
    expect(await test.store.insertMessage(message({ id, ...fields }))).toEqual({ kind: 'created' });
    await using locked = await lockOthers();
    expect(locked.names).toContain('messages_default');
    expect(await test.claim(id, noon)).toMatchObject({ kind: 'claimed' });
    await test.store.record(submitted(id, `SM${id}`));
    expect(await test.sql(`select status from ${here()} where id = $1`, [id])).toEqual([{ status: 'sent' }]);
  });
});
