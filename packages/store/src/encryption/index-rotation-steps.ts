import { byCommandLine, type IndexRotationStep } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import type { Schema } from '../schema/index.ts';
import { checkValuesOf, indexOrderWalk, linksOf, makeNextIndexOf, nameOfKeys } from './blind-index.ts';
import { findIndexCheck, linksAfter, putIndexCheck } from './check-keys.ts';
import {
  fillPage,
  findIndexedTables,
  findLastKey,
  findIndexRotation,
  findUnprepared,
  lookUnder,
  saveOwedStatements,
  saveProgress,
  prepareTable,
  replaceColumn,
  type IndexedTable,
  type IndexRotationRow,
  type NextIndexOf,
} from './indexed-tables.ts';
import { doAllIndexWith } from './running-processes.ts';
import { indexedTables } from './sealed-columns.ts';
import {
  buildShadowIndex,
  constraintsOf,
  findShadowIndexes,
  hasMissing,
  renameShadowIndexes,
  type ShadowIndex,
} from './shadow-indexes.ts';

type NextStepDeps = { kysely: Kysely<Schema>; indexKey: Buffer };
type Work = NextStepDeps & { tables: IndexedTable[]; nextIndexOf: NextIndexOf; row: IndexRotationRow; limit: number };

const waits: IndexRotationStep = { kind: 'waits' };

/**
 * Takes one step of a rotation of the index. A kill undoes the step or leaves work that the next call starts again.
 * Only one process runs it at a time; the others wait.
 */
export const takeIndexStep = async ({ kysely, indexKey }: NextStepDeps, limit: number): Promise<IndexRotationStep> => {
  const row = await findIndexRotation(kysely, linksOf(indexKey).length);
  if (!row || row.ended_at) return { kind: 'over', rows: Number(row?.filled ?? 0) };
  const check = await findIndexCheck(kysely);
  const nextIndexOf = makeNextIndexOf(check ? linksAfter(check.checkValue, indexKey) : []);
  try {
    return await goOn({ kysely, indexKey, tables: await findIndexedTables(kysely), nextIndexOf, row, limit });
  } catch (error) {
    if (isInTheWay(error)) return waits;
    throw error;
  }
};

/** A row that another transaction has locked is left to the later search for rows without the new index. */
const fillNext = ({ kysely, tables, nextIndexOf, row, limit }: Work, table: IndexedTable): Promise<IndexRotationStep> =>
  kysely.transaction().execute(async (db) => {
    const until = row.until ?? (await findLastKey(db, table));
    const none = { seen: 0, last: undefined, filled: 0 };
    const { seen, last, filled } = until
      ? await fillPage(db, table, { nextIndexOf, limit, after: row.after, until })
      : none;
    const isThrough = seen < limit;
    const next = tables[tables.indexOf(table) + 1]?.name ?? null;
    const progress = isThrough
      ? { filling: next, after: null, until: null }
      : { after: last ?? null, until: until ?? null };
    await saveProgress(db, row.keys, { ...progress, filled });
    // The plans of statements are to be as good under the next key.
    if (isThrough) await sql`analyze ${sql.table(table.name)}`.execute(db);
    return { kind: 'batch', table: table.name, seen, changed: filled };
  });

/** Building an index concurrently waits for all older transactions; no lock is held during this time. */
const build = (kysely: Kysely<Schema>, shadowIndex: ShadowIndex): Promise<IndexRotationStep> =>
  kysely.connection().execute(async (db) => {
    await sql`set lock_timeout = 0`.execute(db);
    try {
      await buildShadowIndex(db, shadowIndex);
    } finally {
      await sql`reset lock_timeout`.execute(db).catch(() => undefined);
    }
    return { kind: 'built', table: shadowIndex.table, name: shadowIndex.original ?? shadowIndex.name };
  });

const findUnbuilt = async ({ kysely, tables }: Work): Promise<ShadowIndex | undefined> => {
  for (const table of tables) {
    const shadowIndex = (await findShadowIndexes(kysely, table)).find(({ isBuilt }) => !isBuilt);
    if (shadowIndex) return shadowIndex;
  }
  return undefined;
};

/** The rows that others have written since a table was processed; undefined if they are few. */
const fillMissing = async ({
  kysely,
  tables,
  nextIndexOf,
  row,
  limit,
}: Work): Promise<IndexRotationStep | undefined> => {
  for (const table of tables) {
    const { seen, filled } = await kysely.transaction().execute(async (db) => {
      const page = await fillPage(db, table, { nextIndexOf, limit, onlyMissing: true });
      await saveProgress(db, row.keys, page);
      return page;
    });
    if (seen === limit) return { kind: 'late', table: table.name, changed: filled };
  }
  return undefined;
};

const finishNext = ({ kysely, row }: Work): Promise<IndexRotationStep> =>
  kysely.transaction().execute(async (db) => {
    const [statement, ...left] = row.owed;
    if (statement) await sql.raw(statement).execute(db);
    await saveOwedStatements(db, row.keys, left);
    return { kind: 'settled', left: left.length };
  });

const goOn = async (work: Work): Promise<IndexRotationStep> => {
  const { kysely, tables, row } = work;
  if (row.switched_at) return (await isHeld(kysely, tables)) ? waits : finishNext(work);
  const unprepared = await findUnprepared(kysely, tables);
  if (unprepared) {
    if (await isHeld(kysely, [unprepared])) return waits;
    await prepareTable(kysely, unprepared);
    return { kind: 'prepared', table: unprepared.name };
  }
  const filling = tables.find(({ name }) => name === row.filling);
  if (filling) return fillNext(work, filling);
  const unbuilt = await findUnbuilt(work);
  if (unbuilt) return build(kysely, unbuilt);
  const late = await fillMissing(work);
  if (late) return late;
  return !(await isHeld(kysely, tables)) && (await switchOver(work)) ? { kind: 'switched' } : waits;
};

/** With lock_not_available, query_canceled and deadlock_detected, other statements were in the way, and nothing was done. */
const inTheWay = new Set<unknown>(['55P03', '57014', '40P01']);

const isInTheWay = (error: unknown): boolean => error instanceof Error && 'code' in error && inTheWay.has(error.code);

/** A transaction that began before this would delay all later ones. */
const oldWork = sql`interval '1 s'`;

/** Returns whether another transaction holds one of the tables for longer than others could wait. */
const isHeld = async (db: Kysely<Schema>, tables: readonly IndexedTable[]): Promise<boolean> => {
  const { rows } = await sql`
    select from pg_locks join pg_stat_activity using (pid)
    where relation = any (${tables.map(({ name }) => name)}::regclass[]::oid[]) and pid <> pg_backend_pid()
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and xact_start < clock_timestamp() - ${oldWork}
    limit 1`.execute(db);
  return rows.length > 0;
};

type SwitchOverDeps = {
  kysely: Kysely<Schema>;
  tables: readonly IndexedTable[];
  indexKey: Buffer;
  nextIndexOf: NextIndexOf;
};

/** Rows of a table that may get their next index while everybody waits. */
const fillsAtMost = 1_000;

const lockAllWithinMs = 700;
const statementWithinMs = 5_000;

/** Undoes what was begun. */
const notYet = new Error('Not yet');

const exchange = async (
  db: Kysely<Schema>,
  { nextIndexOf }: SwitchOverDeps,
  table: IndexedTable,
): Promise<string[]> => {
  const { filled } = await fillPage(db, table, { nextIndexOf, limit: fillsAtMost, onlyMissing: true });
  const shadowIndexes = await findShadowIndexes(db, table);
  if (shadowIndexes.some(({ isBuilt }) => !isBuilt) || (filled === fillsAtMost && (await hasMissing(db, table))))
    throw notYet;
  const { now, later } = await constraintsOf(db, table);
  await replaceColumn(db, table);
  await renameShadowIndexes(db, shadowIndexes);
  for (const statement of now) await sql.raw(statement).execute(db);
  return later;
};

const switchIn = async (db: Kysely<Schema>, deps: SwitchOverDeps): Promise<void> => {
  const { tables, indexKey } = deps;
  await sql`set local statement_timeout = ${sql.lit(lockAllWithinMs)}`.execute(db);
  await sql`lock table encryption_keys, ${indexedTables} in access exclusive mode`.execute(db);
  await sql`set local statement_timeout = ${sql.lit(statementWithinMs)}`.execute(db);
  if (!(await doAllIndexWith(db, nameOfKeys(indexKey)))) throw notYet;
  const owed: string[] = [];
  for (const table of tables) owed.push(...(await exchange(db, deps, table)));
  await lookUnder(db, indexKey);
  await putIndexCheck(db, checkValuesOf(indexKey).at(-1) ?? Buffer.alloc(0));
  await db.deleteFrom('retention_walks').where('campaign_id', '=', indexOrderWalk).execute();
  const keys = linksOf(indexKey).length;
  const { filled } = await db
    .updateTable('index_rotations')
    .set({ switched_at: sql`clock_timestamp()`, owed })
    .where('keys', '=', keys)
    .returning('filled')
    .executeTakeFirstOrThrow();
  const detail = { keys, rows: Number(filled) };
  await writeAuditEntry(db, { at: new Date(), actor: byCommandLine, action: 'index_key.rotated', detail });
};

/**
 * In one moment, people are found under the next key in every table. Everybody waits for it, a fraction of a second; false
 * when it would have been longer, and nothing was done.
 */
const switchOver = async (deps: SwitchOverDeps): Promise<boolean> => {
  try {
    await deps.kysely.transaction().execute((db) => switchIn(db, deps));
    return true;
  } catch (error) {
    if (error === notYet) return false;
    throw error;
  }
};
