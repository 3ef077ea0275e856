import { createTestDatabase } from '@recado/testing';
import { createStore, migrate } from '../src/index.ts';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { dumpSchema } from './support/catalog.ts';
import { keys, openTestStore } from './support/test-store.ts';

const query = async (url: string, text: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
};

describe('migrations', () => {
  it('are run once when four processes start at the same time, and not again', async () => {
    await using database = await createTestDatabase();
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    const applied = await query(database.url, 'select name from recado_migrations order by name');
    expect(ran.flat()).toEqual(applied.map(({ name }) => name));
    expect(ran.filter((names) => names.length)).toHaveLength(1);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('leave the schema that schema.sql shows', async () => {
    await using test = await openTestStore();
    await expect(await dumpSchema(test.sql)).toMatchFileSnapshot('../schema.sql');
  });

  it('are refused on a database that a newer version has migrated', async () => {
    await using test = await openTestStore();
    await test.sql(`insert into recado_migrations (name, timestamp) values ('9999_from_the_future', '')`);
    await expect(migrate(test.url)).rejects.toMatchObject({
      code: 'schema_from_newer_version',
      message: expect.stringContaining('9999_from_the_future'),
    });
    await test.store.checkReady();
  });

  it('stop waiting for another process when the signal aborts', async () => {
    await using database = await createTestDatabase();
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('select pg_advisory_lock(7239001846)');
    const stop = new AbortController();
    const waiting = migrate(database.url, { signal: stop.signal });
    const tries = `select 1 from pg_stat_activity where application_name = 'recado migrate' and datname = current_database()`;
    await expect.poll(() => query(database.url, tries)).toHaveLength(1);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await holder.end();
  });
});

it('a store is not ready before its database is migrated', async () => {
  await using database = await createTestDatabase();
  await using store = createStore({ databaseUrl: database.url, ...keys });
  await expect(store.checkReady()).rejects.toMatchObject({ code: 'schema_not_migrated' });
  await migrate(database.url);
  await store.checkReady();
});
