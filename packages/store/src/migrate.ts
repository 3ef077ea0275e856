import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { makeMessagePartitions } from './postgres/partitions.ts';
import { migrations } from './migrations/index.ts';
import { asUnavailable } from './postgres/errors.ts';
import { settleSession, surviveBreaks } from './postgres/pool.ts';
import { asMissingPrivilege, type Purpose } from './postgres/privileges.ts';
import type { Schema } from './schema/index.ts';

const migrationTable = 'recado_migrations';
const lockTable = 'recado_migrations_lock';

const oldestServer = 150_000;
const lockKey = 7_239_001_846;
const lookAgainMs = 200;

type Connection = Kysely<unknown>;

/**
 * Brings the database to this version's schema and gives the names of the migrations that it ran. Any number of
 * processes may do so at once: one does it, the others wait for it. Throws Unavailable when PostgreSQL does not answer.
 */
export const migrate = async (databaseUrl: string, { signal }: Options = {}): Promise<string[]> => {
  const connect = { connectionString: databaseUrl, application_name: 'recado migrate', connectionTimeoutMillis: 5_000 };
  // One connection, so that the lock, which is the session's, covers all that follows and goes when the process dies.
  const pool = surviveBreaks(new pg.Pool({ ...connect, onConnect: settleSession(), max: 1, idleTimeoutMillis: 0 }));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  let purpose: Purpose = 'use';
  try {
    await checkServer(db);
    await lock(db, signal);
    const isPending = (await findPending(db)).length > 0;
    if (isPending) purpose = 'migrate';
    const ran = isPending ? await run(db) : [];
    await makeMessagePartitions(db);
    return ran;
  } catch (error) {
    throw asUnavailable(await asMissingPrivilege(db, purpose, error));
  } finally {
    await db.destroy();
  }
};

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

const checkServer = async (db: Connection) => {
  const { rows } = await sql<{ number: string; version: string }>`
    select current_setting('server_version_num') as number, current_setting('server_version') as version`.execute(db);
  if (Number(rows[0]?.number) < oldestServer)
    throw failure(
      'postgresql_too_old',
      `PostgreSQL ${rows[0]?.version} is too old: Recado needs version 15 or newer; set DATABASE_URL to one`,
    );
};

/** The names of the migrations to run. A role that may not create runs none. */
const findPending = async (db: Connection): Promise<string[]> => {
  const { missing, newer } = await compare(db);
  if (newer.length && (missing.length || !newer.every(servesThisVersion))) throw fromNewer(newer);
  return missing;
};

/** `missing`: migrations of this version that did not run here. `newer`: those that ran and that only a later version has. */
const compare = async (db: Kysely<Schema> | Connection) => {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${migrationTable}) is not null as there`.execute(
    db,
  );
  const applied = rows[0]?.there
    ? await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(db)
    : { rows: [] };
  const names = new Set(applied.rows.map(({ name }) => name));
  return {
    missing: Object.keys(migrations).filter((name) => !names.has(name)),
    newer: [...names].filter((name) => !migrations[name]),
  };
};

/**
 * A later migration only adds, so this version works on. If it removes something, its name says which version it needs:
 * `0007_drop_old_texts_after_0005` serves versions that have migration 0005.
 */
const servesThisVersion = (newer: string): boolean => {
  const oldest = /_after_(\d{4})$/.exec(newer)?.[1];
  const latest = Object.keys(migrations).at(-1) ?? '';
  return oldest === undefined || latest >= oldest;
};

const fromNewer = (newer: string[]) =>
  failure(
    'schema_from_newer_version',
    `A newer version of Recado migrated the database (${newer.join(', ')}): run that version or a later one`,
  );

/** Polls instead of waiting inside a statement, whose snapshot would block an index that is being built. */
const lock = async (db: Connection, signal: AbortSignal | undefined) => {
  const take = sql<{ taken: boolean }>`select pg_try_advisory_lock(${lockKey}) as taken`;
  while (!(await take.execute(db)).rows[0]?.taken) await wait(lookAgainMs, undefined, { ...(signal && { signal }) });
};

const run = async (db: Connection): Promise<string[]> => {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: migrationTable,
    migrationLockTableName: lockTable,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw asError(error);
  return results.map(({ migrationName }) => migrationName);
};

type Options = { signal?: AbortSignal };

/**
 * Throws unless this version works with the schema. A later version may have migrated it further, unless `isExact`: this
 * version does not know the columns that a later one encrypts.
 */
export const checkSchema = async (db: Kysely<Schema>, { isExact = false } = {}): Promise<void> => {
  const { missing, newer } = await compare(db);
  if (missing.length) throw behind(missing);
  if (newer.length && (isExact || !newer.every(servesThisVersion))) throw fromNewer(newer);
};

const behind = (missing: string[]) =>
  Object.assign(
    new Error(`The database lacks the migrations ${missing.join(', ')}: run \`recado migrate\`, or start the API`),
    { code: 'schema_not_migrated' },
  );
