import { byCommandLine } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { inBulkTransaction } from '../audience/in-bulk-transaction.ts';
import { noteAudit } from '../audit/note-audit.ts';
import { checkSchema } from '../check-schema.ts';
import { asUnavailable } from '../connection/availability.ts';
import { connectWithinMs, lockWithinMs, surviveBreaks } from '../connection/pool.ts';
import type { Schema } from '../schema.ts';
import { makeReindex } from '../sealing/blind-index.ts';
import { findNewLinks, noteIndexKey } from '../sealing/check-keys.ts';
import { indexColumns } from '../sealing/index-columns.ts';
import { checkNobodyRuns } from './processes.ts';

type Connection = Kysely<Schema>;

const atOnce = 10_000;

/** Looks again once nobody can begin to write any more. */
const keepOthersOut = async (db: Connection): Promise<void> => {
  await checkNobodyRuns(db);
  const tables = indexColumns.map(([table]) => sql.table(table));
  await sql`lock table ${sql.join(tables)} in access exclusive mode`.execute(db);
  await checkNobodyRuns(db);
};

/** A table of each index that there is and the one that takes its place. */
const pairIndexes = async (db: Connection, links: readonly Buffer[]): Promise<number> => {
  const reindex = makeReindex(links);
  const everyIndex = indexColumns.map(
    ([table, column]) => sql`select ${sql.ref(column)} as old from ${sql.table(table)}`,
  );
  await sql`create temporary table index_pairs (old bytea primary key, anew bytea not null) on commit drop`.execute(db);
  await sql`declare indexes cursor for ${sql.join(everyIndex, sql` union `)}`.execute(db);
  for (let count = 0; ;) {
    const { rows } = await sql<{ old: Buffer }>`fetch ${sql.lit(atOnce)} from indexes`.execute(db);
    if (!rows.length) return count;
    const old = rows.map((row) => row.old);
    await sql`insert into index_pairs select * from unnest(${old}::bytea[], ${old.map(reindex)}::bytea[])`.execute(db);
    count += rows.length;
  }
};

const replaceIndexes = async (db: Connection): Promise<void> => {
  await sql`analyze index_pairs`.execute(db);
  for (const [table, column] of indexColumns) {
    const [target, index] = [sql.table(table), sql.ref(column)];
    await sql`update ${target} set ${index} = pairs.anew from index_pairs as pairs where ${index} = pairs.old`.execute(
      db,
    );
  }
};

const reindexIn = async (db: Connection, indexKey: Buffer): Promise<number | undefined> => {
  await checkSchema(db);
  await keepOthersOut(db);
  const links = await findNewLinks(db, indexKey);
  if (!links?.length) return undefined;
  const people = await pairIndexes(db, links);
  await replaceIndexes(db);
  await noteIndexKey(db, indexKey);
  await noteAudit(db, { at: new Date(), actor: byCommandLine, action: 'index_key.rotated', detail: { people } });
  return people;
};

/**
 * Puts everybody's index under the keys that `indexKey` has and the record is not indexed with yet, all in one
 * transaction, so that a person who opted out is found in every moment; and gives how many people that were, or
 * undefined when there was nothing to do. Throws while another process is connected. No number is opened: those of whom
 * nothing is left but an opt-out are found under the new keys, too.
 */
export const reindex = async (databaseUrl: string, indexKey: Buffer): Promise<number | undefined> => {
  const connect = { connectionString: databaseUrl, application_name: 'recado reindex', max: 1, keepAlive: true };
  const pool = surviveBreaks(
    new pg.Pool({ ...connect, connectionTimeoutMillis: connectWithinMs, lock_timeout: lockWithinMs }),
  );
  try {
    return await inBulkTransaction(pool, ({ db }) => reindexIn(db, indexKey));
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await pool.end();
  }
};
