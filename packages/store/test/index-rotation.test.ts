import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reindex } from '../src/index.ts';
import { makeReindex } from '../src/sealing/blind-index.ts';
import { indexColumns } from '../src/sealing/index-columns.ts';
import { message, noon } from './samples.ts';
import { openRotatedStore } from './rotated-store.ts';
import { keys } from './test-store.ts';

const link = Buffer.alloc(32, 9);
const indexKey = Buffer.concat([keys.indexKey, link]);

let test: Awaited<ReturnType<typeof openRotatedStore>>;
beforeAll(async () => {
  test = await openRotatedStore();
  await test.fill(6);
});
afterAll(() => test[Symbol.asyncDispose]());

const everyIndex = async () => {
  const found: Record<string, string[]> = {};
  for (const [table, column] of indexColumns) {
    const rows = await test.sql(`select encode(${column}, 'hex') as index from ${table}`);
    found[table] = rows.map(({ index }) => String(index)).toSorted();
  }
  return found;
};

const check = async (key: Buffer) => {
  await using store = test.another({ indexKey: key });
  await store.checkKeys();
};

/** What a process finds, and is refused, by the number of a person who has said stop and of whom there is nothing else. */
const reach = async (key: Buffer, to: string) => {
  await using store = test.another({ indexKey: key });
  const inserted = await store.insertMessage(message({ to }));
  return inserted.kind === 'barred' ? inserted.reason : inserted.kind;
};

it('every column with a person’s index is among those that are rotated', async () => {
  const rows = await test.sql(`
    select table_name || '.' || column_name as name from information_schema.columns
    where column_name like '%\\_index' and data_type = 'bytea' and table_schema = 'public' order by 1`);
  expect(indexColumns.map((names) => names.join('.'))).toEqual(rows.map(({ name }) => name));
});

describe('a rotation of the index', () => {
  const gone = '+5511981110001';
  const other = '+5511981110002';

  it('does not begin while a process is connected, nor without the key that is in use', async () => {
    await test.store.optOut({ to: gone, channels: ['whatsapp'], purpose: 'all' }, 'reply', noon);
    const before = await everyIndex();
    await expect(reindex(test.url, indexKey)).rejects.toMatchObject({ code: 'processes_running' });
    await test.store[Symbol.asyncDispose]();
    await expect(reindex(test.url, Buffer.concat([link, link]))).rejects.toMatchObject({ code: 'wrong_index_key' });
    expect(await reindex(test.url, keys.indexKey)).toBeUndefined();
    expect(await everyIndex()).toEqual(before);
  });

  it('is asked for when a process starts with a key more', async () => {
    await expect(check(indexKey)).rejects.toMatchObject({
      code: 'index_not_rotated',
      message: expect.stringContaining('recado keys rotate-index'),
    });
  });

  it('puts everybody under the new key, and nobody is lost, not even whose number is nowhere any more', async () => {
    const before = await everyIndex();
    const people = new Set(Object.values(before).flat()).size;
    expect(await reindex(test.url, indexKey)).toBe(people);
    const anew = makeReindex([link]);
    for (const [table, indexes] of Object.entries(await everyIndex())) {
      const expected = before[table]?.map((index) => anew(Buffer.from(index, 'hex')).toString('hex'));
      expect(indexes).toEqual(expected?.toSorted());
    }
    await check(indexKey);
    expect(await reach(indexKey, gone)).toBe('opted_out');
    expect(await reach(indexKey, '+551181110001')).toBe('opted_out');
    expect(await reach(indexKey, other)).toBe('created');
  });

  it('is over then: it does nothing again, and nobody starts with the old key alone', async () => {
    const before = await everyIndex();
    expect(await reindex(test.url, indexKey)).toBeUndefined();
    expect(await everyIndex()).toEqual(before);
    await expect(check(keys.indexKey)).rejects.toMatchObject({ code: 'wrong_index_key' });
    await using store = test.another({ indexKey });
    const entries = await store.listAudit({ action: 'index_key.rotated', limit: 10 });
    expect(entries).toHaveLength(1);
  });

  it('changes nothing when it is ended in the middle', async () => {
    await test.sql(
      `insert into suppressions select sha256(n::text::bytea), 'sms', 'all', 'api', now() from generate_series(1, 30000) as n`,
    );
    const before = await everyIndex();
    const longer = Buffer.concat([indexKey, Buffer.alloc(32, 10)]);
    const ended = reindex(test.url, longer).catch((error: unknown) => error);
    const end = `
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'recado reindex' and query like 'update "%'`;
    await expect.poll(() => test.sql(end), { timeout: 10_000, interval: 5 }).not.toEqual([]);
    expect(await ended).toMatchObject({ name: 'Unavailable' });
    expect(await everyIndex()).toEqual(before);
    await check(indexKey);
  }, 30_000);

  it('can be followed by another, also by two at once', async () => {
    const longer = Buffer.concat([indexKey, Buffer.alloc(32, 10), Buffer.alloc(32, 11)]);
    expect(await reindex(test.url, longer)).toBeGreaterThan(0);
    await check(longer);
    expect(await reach(longer, gone)).toBe('opted_out');
  });
});
