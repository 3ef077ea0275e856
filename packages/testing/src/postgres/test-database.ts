import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject, type TestStore } from '../provided.ts';

export type TestDatabaseOptions = {
  /** Holds the name from `createTemplate`. Without it the database is empty. */
  template?: string;
};

/** Creates a database for one suite. Disposal drops it and closes open connections. */
export const createTestDatabase = async ({ template = 'template1' }: TestDatabaseOptions = {}): Promise<TestStore> => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer((client) => client.query(`create database "${name}" template "${template}"`));
  return {
    url: urlOf(name),
    async [Symbol.asyncDispose]() {
      await onServer((client) => client.query(`drop database if exists "${name}" with (force)`));
    },
  };
};

/**
 * Creates a database to clone, once per run. The first caller of any test process migrates it while the others wait.
 *
 * @param migrate gets the address of an empty database, and must have closed its connections when it resolves.
 * @returns the template's name, for `createTestDatabase({ template })`.
 */
export const createTemplate = async (name: string, migrate: (url: string) => Promise<void>): Promise<string> => {
  const template = `template_${name.replaceAll(/\W/g, '_').toLowerCase()}`;
  const half = `${template}_half`;
  return onServer(async (client) => {
    // The session holds the lock, so it is released with the connection, even if this process dies.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return template;
    await client.query(`drop database if exists "${half}" with (force)`);
    await client.query(`create database "${half}"`);
    await migrate(urlOf(half));
    await client.query(`alter database "${half}" rename to "${template}"`);
    await client.query(`alter database "${template}" with allow_connections false`);
    return template;
  });
};

/** Opens a connection to a suite's database, for queries that no program of Recado makes. */
export const openDatabase = async (url: string): Promise<Client & AsyncDisposable> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // The running statement rejects as well.
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
};

/** Runs statements as the server's superuser, outside any suite's database. */
const onServer = async <T>(act: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: inject('postgresUrl') });
  client.on('error', () => undefined); // The running statement rejects as well.
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
};

/** Returns the URL of another database on the same server. */
const urlOf = (database: string): string => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  return url.href;
};
