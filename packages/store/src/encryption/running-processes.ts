import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { indexesWithOthers, isProcess, sealsWithAnother } from '../postgres/pool.ts';
import type { Schema } from '../schema/index.ts';

type Connection = Kysely<Schema>;

const looksAtMost = 10;
const lookAgainMs = 200;

/** Throws while somebody seals with another key: there would be no end. */
export const checkAllSealWith = async (db: Connection, keyId: string): Promise<void> => {
  if (await isStillConnected(db, sealsWithAnother(keyId)))
    throw failure(
      'process_seals_with_another_key',
      `An API or a worker is connected that does not seal with "${keyId}": put that key first in RECADO_ENCRYPTION_KEYS of each, start them all anew, then run this again`,
    );
};

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

/**
 * Whether a pass has to wait: for something of ours that began before it and may be about to copy a value that was sealed
 * anew since, to where the pass would not look again; or for a process that seals with another key.
 */
export const mustWait = async (db: Connection, keyId: string, passFrom: Date): Promise<boolean> =>
  (await isConnected(db, sealsWithAnother(keyId))) ||
  (await isConnected(db, sql`${isProcess} and state <> 'idle' and xact_start < ${passFrom}`));

export const doAllSealWith = async (db: Connection, keyId: string): Promise<boolean> =>
  !(await isConnected(db, sealsWithAnother(keyId)));

/** Throws while somebody has other index keys: they would not find people any more, and be refused. */
export const checkAllIndexWith = async (db: Connection, indexName: Buffer): Promise<void> => {
  if (await isStillConnected(db, indexesWithOthers(indexName)))
    throw failure(
      'process_has_other_index_keys',
      'An API or a worker is connected that has other index keys: give each the RECADO_INDEX_KEY that you give here, start them all anew, one after the other, then run this again',
    );
};

export const doAllIndexWith = async (db: Connection, indexName: Buffer): Promise<boolean> =>
  !(await isConnected(db, indexesWithOthers(indexName)));
