import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { indexesWithOthers, isProcess, sealsWithAnother } from '../postgres/pool.ts';
import type { Schema } from '../schema/index.ts';

type Connection = Kysely<Schema>;

const looksAtMost = 10;
const lookAgainMs = 200;

/** Throws while a process encrypts with another key: the rotation would never end. */
export const checkAllSealWith = async (db: Connection, keyId: string): Promise<void> => {
  if (await isStillConnected(db, sealsWithAnother(keyId)))
    throw failure(
      'process_seals_with_another_key',
      `A connected API or worker does not encrypt with "${keyId}". Put that key first in RECADO_ENCRYPTION_KEYS of each, restart them all, then run this again`,
    );
};

const isConnected = async (db: Connection, which: RawBuilder<boolean>): Promise<boolean> => {
  // Within one transaction PostgreSQL repeats its first answer.
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
 * Returns whether a pass must wait. An older transaction of ours may still copy an old value to a row that the pass has
 * already read. A process may also still encrypt with another key.
 */
export const mustWait = async (db: Connection, keyId: string, passFrom: Date): Promise<boolean> =>
  (await isConnected(db, sealsWithAnother(keyId))) ||
  (await isConnected(db, sql`${isProcess} and state <> 'idle' and xact_start < ${passFrom}`));

export const doAllSealWith = async (db: Connection, keyId: string): Promise<boolean> =>
  !(await isConnected(db, sealsWithAnother(keyId)));

/** Throws while a process has other index keys: its queries would be refused. */
export const checkAllIndexWith = async (db: Connection, indexName: Buffer): Promise<void> => {
  if (await isStillConnected(db, indexesWithOthers(indexName)))
    throw failure(
      'process_has_other_index_keys',
      'A connected API or worker has other index keys. Give each the RECADO_INDEX_KEY that you give here, restart them one after the other, then run this again',
    );
};

export const doAllIndexWith = async (db: Connection, indexName: Buffer): Promise<boolean> =>
  !(await isConnected(db, indexesWithOthers(indexName)));
