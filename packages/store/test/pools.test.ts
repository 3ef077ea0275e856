import { message, sender } from './support/samples.ts';
import { openBulkPool, openPool } from '../src/postgres/pool.ts';
import { openTestStore, storedIndexOf, type TestStore } from './support/test-store.ts';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
});
afterAll(() => test[Symbol.asyncDispose]());

/** Settings that a database or a role may have, each with a value that the store could not work with. */
const foreign: [setting: string, value: string][] = [
  ['DateStyle', 'German, DMY'],
  ['DateStyle', 'SQL, DMY'],
  ['DateStyle', 'Postgres, MDY'],
  ['IntervalStyle', 'iso_8601'],
  ['TimeZone', 'Asia/Kathmandu'],
  ['bytea_output', 'escape'],
  ['extra_float_digits', '-10'],
  ['standard_conforming_strings', 'off'],
  ['array_nulls', 'off'],
  ['default_transaction_isolation', 'serializable'],
  ['jit', 'on'],
  ['enable_seqscan', 'on'],
  ['enable_hashjoin', 'on'],
  ['enable_mergejoin', 'on'],
  ['statement_timeout', '1s'],
];

const changeDatabase = async (change: string) => {
  await test.sql(`alter database ${new URL(test.url).pathname.slice(1)} ${change}`);
};

describe.each(foreign)('on a database where %s is %s', (setting, value) => {
  beforeAll(() => changeDatabase(`set ${setting} = '${value}'`));
  afterAll(() => changeDatabase(`reset ${setting}`));

  it.each<[string, () => pg.Pool]>([
    ['for messages', () => openPool({ databaseUrl: test.url, name: 'test' })],
    ['for files', () => openBulkPool({ databaseUrl: test.url })],
  ])('connections %s have the value that is relied on', async (_what, open) => {
    const pool = open();
    try {
      const { rows } = await pool.query<Record<string, string>>(`show ${setting}`);
      expect(Object.values(rows[0] ?? {})).toEqual([expect.stringMatching(reliedOn[setting] ?? '^$')]);
    } finally {
      await pool.end();
    }
  });

  it('a message is read back as it was written', async () => {
    const store = test.another();
    const written = message();
    await store.insertMessage(written);
    const expected = await test.store.loadMessage(written.id);
    const found = await store.loadMessage(written.id);
    expect(found).toEqual(expected);
    expect(found?.message.createdAt).toEqual(written.createdAt);
    const [row] = await test.sql('select to_index from messages where id = $1', [written.id]);
    expect(Object.values(row ?? {})[0]).toEqual(storedIndexOf(written.to));
  });
});

const reliedOn: Record<string, string> = {
  statement_timeout: '^10s$',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  jit: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};
