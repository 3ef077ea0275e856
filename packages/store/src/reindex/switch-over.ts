import { byCommandLine } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { noteAudit } from '../audit/note-audit.ts';
import { checkValuesOf, linksOf, nameOfKeys } from '../encryption/blind-index.ts';
import { putIndexCheck } from '../encryption/check-keys.ts';
import type { IndexedTable } from '../encryption/indexed-tables.ts';
import { doAllIndexWith } from '../encryption/running-processes.ts';
import { findTwins, hasMissing, renameTwins } from '../encryption/shadow-indexes.ts';
import { forgetPacesWalk } from '../retention/walk-paces.ts';
import type { Schema } from '../schema/index.ts';
import { indexedTables } from '../sealing/index-columns.ts';
import { constraintsOf } from './constraints.ts';
import { fillPage, type Reindex } from './fill-page.ts';
import { lookUnder } from './index-function.ts';
import { replaceColumn } from './prepare-table.ts';

type Deps = { kysely: Kysely<Schema>; tables: readonly IndexedTable[]; indexKey: Buffer; reindex: Reindex };

/** Rows of a table that may get their next index while everybody waits. */
const fillsAtMost = 1_000;

const lockAllWithinMs = 700;
const statementWithinMs = 5_000;

/** Undoes what was begun. */
const notYet = new Error('Not yet');

const exchange = async (db: Kysely<Schema>, { reindex }: Deps, table: IndexedTable): Promise<string[]> => {
  const { filled } = await fillPage(db, table, { reindex, limit: fillsAtMost, onlyMissing: true });
  const twins = await findTwins(db, table);
  if (twins.some(({ isBuilt }) => !isBuilt) || (filled === fillsAtMost && (await hasMissing(db, table)))) throw notYet;
  const { now, later } = await constraintsOf(db, table);
  await replaceColumn(db, table);
  await renameTwins(db, twins);
  for (const statement of now) await sql.raw(statement).execute(db);
  return later;
};

const switchIn = async (db: Kysely<Schema>, deps: Deps): Promise<void> => {
  const { tables, indexKey } = deps;
  await sql`set local statement_timeout = ${sql.lit(lockAllWithinMs)}`.execute(db);
  await sql`lock table encryption_keys, ${indexedTables} in access exclusive mode`.execute(db);
  await sql`set local statement_timeout = ${sql.lit(statementWithinMs)}`.execute(db);
  if (!(await doAllIndexWith(db, nameOfKeys(indexKey)))) throw notYet;
  const owed: string[] = [];
  for (const table of tables) owed.push(...(await exchange(db, deps, table)));
  await lookUnder(db, indexKey);
  await putIndexCheck(db, checkValuesOf(indexKey).at(-1) ?? Buffer.alloc(0));
  await forgetPacesWalk(db);
  const keys = linksOf(indexKey).length;
  const { filled } = await db
    .updateTable('index_rotations')
    .set({ switched_at: sql`clock_timestamp()`, owed })
    .where('keys', '=', keys)
    .returning('filled')
    .executeTakeFirstOrThrow();
  const detail = { keys, rows: Number(filled) };
  await noteAudit(db, { at: new Date(), actor: byCommandLine, action: 'index_key.rotated', detail });
};

/**
 * In one moment, people are found under the next key in every table. Everybody waits for it, a fraction of a second; false
 * when it would have been longer, and nothing was done.
 */
export const switchOver = async (deps: Deps): Promise<boolean> => {
  try {
    await deps.kysely.transaction().execute((db) => switchIn(db, deps));
    return true;
  } catch (error) {
    if (error === notYet) return false;
    throw error;
  }
};
