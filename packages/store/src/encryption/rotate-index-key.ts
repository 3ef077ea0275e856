import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { checkSchema } from '../migrate.ts';
import { guard, keepTrying } from '../postgres/errors.ts';
import { settleSession, connectWithinMs, surviveBreaks } from '../postgres/pool.ts';
import type { Schema } from '../schema/index.ts';
import { checkValuesOf, linksOf, nameOfKeys } from './blind-index.ts';
import { countUnder, findIndexCheck } from './check-keys.ts';
import { takeIndexStep } from './index-rotation-steps.ts';
import { findIndexedTables, lookUnder, unprepareTable } from './indexed-tables.ts';
import { checkAllIndexWith } from './running-processes.ts';

export type IndexRotationOptions = {
  databaseUrl: string;
  /** All of its keys, 32 bytes each; the last ones are those that people are to be found under. */
  indexKey: Buffer;
  /** Ends the waiting for a PostgreSQL that is away. */
  signal?: AbortSignal;
};

/** Everybody waits behind who waits for a lock of a whole table: so long at most. PostgreSQL looks for deadlocks after a second. */
const lockWithinMs = 500;
const lockKey = 7_239_001_848;

const looksAtMost = 10;
const lookAgainMs = 200;

/**
 * The store methods that a rotation of the index needs. Their statements may take time in proportion to a table's size.
 */
export const openIndexRotation = ({ databaseUrl, indexKey, signal }: IndexRotationOptions) => {
  const pool = surviveBreaks(
    new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'recado index rotation',
      onConnect: settleSession({ lock_timeout: lockWithinMs }),
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: connectWithinMs,
      keepAlive: true,
    }),
  );
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const steps = guard({
    /** Throws when the keys are not those of this record, and before all processes have them. */
    begin: async () => {
      await holdAlone(kysely);
      await beginIndexRotation(kysely, indexKey);
    },
    /** `limit`: the rows that are looked at, at most. */
    next: async (limit: number) => {
      await holdAlone(kysely);
      return takeIndexStep({ kysely, indexKey }, limit);
    },
  });
  return {
    ...steps,
    next: (limit: number) => keepTrying(() => steps.next(limit), signal),
    [Symbol.asyncDispose]: () => pool.end(),
  };
};

const others = () =>
  Object.assign(new Error('Another rotation of the index is under way: let it end, or end it, then run this again'), {
    code: 'rotation_under_way',
  });

/** The session's, so that it goes when this process dies. Once it is lost with its connection, it is taken again. */
const tryHold = async (db: Kysely<Schema>): Promise<boolean> => {
  const { rows } = await sql<{ alone: boolean }>`
    select exists (
      select from pg_locks
      where locktype = 'advisory' and pid = pg_backend_pid() and objsubid = 1
        and classid::bigint << 32 | objid::bigint = ${lockKey}
    ) or pg_try_advisory_lock(${lockKey}) as alone`.execute(db);
  return rows[0]?.alone ?? false;
};

/** One that has just ended may still be on its way out. */
const holdAlone = async (db: Kysely<Schema>): Promise<void> => {
  for (let looks = 1; !(await tryHold(db)); looks += 1) {
    if (looks === looksAtMost) throw others();
    await wait(lookAgainMs);
  }
};

const keyBytes = 32;

/** An earlier version has put all rows under this many keys at once, while no process ran. */
const recordKeys = (kysely: Kysely<Schema>, indexKey: Buffer): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    await sql`lock table encryption_keys in access exclusive mode`.execute(db);
    await lookUnder(db, indexKey);
    const values = checkValuesOf(indexKey);
    const now = sql<Date>`clock_timestamp()`;
    const row = { keys: values.length, check_value: values.at(-1) ?? Buffer.alloc(0) };
    await db
      .insertInto('index_rotations')
      .values({ ...row, started_at: now, switched_at: now, ended_at: now })
      .execute();
  });

/**
 * Continues a rotation to exactly these keys. A rotation to other keys is dropped if people are not yet found under
 * them.
 */
const start = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  const [tables, values] = [await findIndexedTables(db), checkValuesOf(indexKey)];
  const row = { keys: values.length, check_value: values.at(-1) ?? Buffer.alloc(0) };
  const given = await db
    .selectFrom('index_rotations')
    .select('keys')
    .where('switched_at', 'is', null)
    .where((eb) => eb.or([eb('keys', '<>', row.keys), eb('check_value', '<>', row.check_value)]))
    .execute();
  if (given.length) {
    for (const table of tables) await unprepareTable(db, table);
    await db
      .deleteFrom('index_rotations')
      .where(
        'keys',
        'in',
        given.map(({ keys }) => keys),
      )
      .execute();
  }
  await db
    .insertInto('index_rotations')
    .values({ ...row, filling: tables[0]?.name ?? null, started_at: sql`clock_timestamp()` })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Throws when the keys are not those that the record is under, and while a process is connected that has others. */
const beginIndexRotation = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  await checkSchema(db, { isExact: true });
  const check = await findIndexCheck(db);
  if (!check) return;
  const under = countUnder(check.checkValue, indexKey);
  if (under > check.inUse) await recordKeys(db, indexKey.subarray(0, under * keyBytes));
  if (under === linksOf(indexKey).length) return;
  await checkAllIndexWith(db, nameOfKeys(indexKey));
  await start(db, indexKey);
};
