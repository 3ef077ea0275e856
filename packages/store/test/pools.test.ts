import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBulkPool, openPool } from '../src/postgres/pool.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.sql(`do $$ begin execute format('alter database %I set jit = on', current_database()); end $$`);
});
afterAll(() => test[Symbol.asyncDispose]());

const settings = ['jit', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];

it.each<[string, () => pg.Pool]>([
  ['for messages', () => openPool({ databaseUrl: test.url, name: 'test' })],
  ['for files', () => openBulkPool({ databaseUrl: test.url })],
])(
  'connections %s go by the indexes, and nothing is compiled, whatever the database is set to',
  async (_what, open) => {
    const pool = open();
    try {
      for (const name of settings) expect((await pool.query(`show ${name}`)).rows).toEqual([{ [name]: 'off' }]);
    } finally {
      await pool.end();
    }
  },
);
