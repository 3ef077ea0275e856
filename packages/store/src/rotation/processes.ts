import { sql, type Kysely, type RawBuilder } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { isProcess, sealsWithAnother } from '../connection/process-name.ts';
import type { Schema } from '../schema.ts';

type Connection = Kysely<Schema>;

const looksAtMost = 10;
const lookAgainMs = 200;

const isConnected = async (db: Connection, which: RawBuilder<boolean>): Promise<boolean> => {
  // Within a transaction PostgreSQL tells what it told before.
  await sql`select pg_stat_clear_snapshot()`.execute(db);
  const { rows } = await sql`select from pg_stat_activity where ${which} limit 1`.execute(db);
  return rows.length > 0;
};

/** One that has just ended may still be on its way out. */
const isStillConnected = async (db: Connection, which: RawBuilder<boolean>): Promise<boolean> => {
  for (let looks = 1; looks < looksAtMost; looks += 1) {
    if (!(await isConnected(db, which))) return false;
    await wait(lookAgainMs);
  }
  return isConnected(db, which);
};

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

/** Throws while anybody works on the record: they would go on to look people up as they did before. */
export const checkNobodyRuns = async (db: Connection): Promise<void> => {
  if (await isStillConnected(db, isProcess))
    throw failure(
      'processes_running',
      'An API or a worker is connected to this database: stop all of them, then run this again',
    );
};

/** Throws while somebody seals with another key: there would be no end. */
export const checkAllSealWith = async (db: Connection, keyId: string): Promise<void> => {
  if (await isStillConnected(db, sealsWithAnother(keyId)))
    throw failure(
      'process_seals_with_another_key',
      `An API or a worker is connected that does not seal with "${keyId}": put that key first in RECADO_ENCRYPTION_KEYS of each, start them all anew, then run this again`,
    );
};

/**
 * Whether a pass has to wait: for something of ours that began before it and may be about to copy a value that was sealed
 * anew since, to where the pass would not look again; or for a process that seals with another key.
 */
export const mustWait = async (db: Connection, keyId: string, passFrom: Date): Promise<boolean> =>
  (await isConnected(db, sealsWithAnother(keyId))) ||
  (await isConnected(db, sql`${isProcess} and state <> 'idle' and xact_start < ${passFrom}`));

export const doAllSealWith = async (db: Connection, keyId: string): Promise<boolean> =>
  !(await isConnected(db, sealsWithAnother(keyId)));
