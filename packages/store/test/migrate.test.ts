import { createTestDatabase } from '@recado/testing';
import { createStore, migrate, openEncryptionRotation, openIndexRotation } from '../src/index.ts';
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

  const refused = (name: string) => ({ code: 'schema_from_newer_version', message: expect.stringContaining(name) });
  const ranBefore = (name: string) => `insert into recado_migrations (name, timestamp) values ('${name}', '')`;

  it.each(['9999_adds', '9999_drops_after_0001'])('leave alone what a newer version has migrated: %s', async (name) => {
    await using test = await openTestStore();
    await test.sql(ranBefore(name));
    expect(await migrate(test.url)).toEqual([]);
    await test.store.checkReady();
  });

  it('are refused after a newer version removed what this one needs', async () => {
    await using test = await openTestStore();
    await test.sql(ranBefore('9999_drops_after_9998'));
    await expect(migrate(test.url)).rejects.toMatchObject(refused('9999_drops_after_9998'));
    await expect(test.store.checkReady()).rejects.toMatchObject(refused('9999_drops_after_9998'));
  });

  it('are refused on a database of another line of versions', async () => {
    await using database = await createTestDatabase();
    await query(database.url, 'create table recado_migrations (name text primary key, timestamp text not null)');
    await query(database.url, ranBefore('9999_adds'));
    await expect(migrate(database.url)).rejects.toMatchObject(refused('9999_adds'));
  });

  it.each([
    ['encryption', openEncryptionRotation],
    ['index', openIndexRotation],
  ])('of a newer version stop the rotation of an %s key, which does not know their columns', async (_key, open) => {
    await using test = await openTestStore();
    await test.sql(ranBefore('9999_adds'));
    await using rotation = open({ databaseUrl: test.url, ...keys });
    await expect(rotation.begin()).rejects.toMatchObject(refused('9999_adds'));
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

it('the first migration gives the installation an id, which a store knows once it is ready', async () => {
  await using test = await openTestStore();
  const [row] = await test.sql(`select value from settings where name = 'installation'`);
  expect(row?.['value']).toMatch(/^[0-9a-f]{8}$/);
  await test.store.checkReady();
  await expect(test.store.installation).resolves.toBe(row?.['value']);
});

it('two databases have different ids', async () => {
  const ids = await Promise.all(
    [1, 2].map(async () => {
      await using database = await createTestDatabase();
      await migrate(database.url);
      const [row] = await query(database.url, `select value from settings where name = 'installation'`);
      return row?.['value'];
    }),
  );
  expect(ids[0]).not.toBe(ids[1]);
});
