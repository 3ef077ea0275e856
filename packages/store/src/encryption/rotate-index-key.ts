import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { guard } from '../connection/guard.ts';
import { keepTrying } from '../connection/keep-trying.ts';
import { byIndex, connectWithinMs, surviveBreaks } from '../postgres/pool.ts';
import { beginIndexRotation } from '../reindex/begin.ts';
import type { Schema } from '../schema/index.ts';
import { takeIndexStep } from './index-rotation-steps.ts';

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

/** What a rotation of the index asks of the record. Its statements may take as long as a table is large. */
export const openIndexRotation = ({ databaseUrl, indexKey, signal }: IndexRotationOptions) => {
  const pool = surviveBreaks(
    new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'recado index rotation',
      options: byIndex,
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: connectWithinMs,
      lock_timeout: lockWithinMs,
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
