import type { IndexRotationStep } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { fillPage, findLastKey, type Reindex } from '../reindex/fill-page.ts';
import { isHeld } from '../reindex/is-held.ts';
import { findUnprepared, prepareTable } from '../reindex/prepare-table.ts';
import { findRotation, noteOwed, noteStand, type IndexRotationRow } from '../reindex/progress.ts';
import { switchOver } from '../reindex/switch-over.ts';
import type { Schema } from '../schema/index.ts';
import { linksAfter } from '../sealing/check-index-keys.ts';
import { linksOf, makeReindex } from './blind-index.ts';
import { findIndexCheck } from './check-keys.ts';
import { findIndexedTables, type IndexedTable } from './indexed-tables.ts';
import { buildTwin, findTwins, type Twin } from './shadow-indexes.ts';

type Deps = { kysely: Kysely<Schema>; indexKey: Buffer };
type Work = Deps & { tables: IndexedTable[]; reindex: Reindex; row: IndexRotationRow; limit: number };

const waits: IndexRotationStep = { kind: 'waits' };

/** A row that somebody is at is left to the look for those that lack it. */
const fillNext = ({ kysely, tables, reindex, row, limit }: Work, table: IndexedTable): Promise<IndexRotationStep> =>
  kysely.transaction().execute(async (db) => {
    const until = row.until ?? (await findLastKey(db, table));
    const none = { seen: 0, last: undefined, filled: 0 };
    const { seen, last, filled } = until
      ? await fillPage(db, table, { reindex, limit, after: row.after, until })
      : none;
    const isThrough = seen < limit;
    const next = tables[tables.indexOf(table) + 1]?.name ?? null;
    const stand = isThrough
      ? { filling: next, after: null, until: null }
      : { after: last ?? null, until: until ?? null };
    await noteStand(db, row.keys, { ...stand, filled });
    // The plans of statements are to be as good under the next key.
    if (isThrough) await sql`analyze ${sql.table(table.name)}`.execute(db);
    return { kind: 'batch', table: table.name, seen, changed: filled };
  });

/** To build one beside everybody, all that began before has to be waited for, and no lock is held meanwhile. */
const build = (kysely: Kysely<Schema>, twin: Twin): Promise<IndexRotationStep> =>
  kysely.connection().execute(async (db) => {
    await sql`set lock_timeout = 0`.execute(db);
    try {
      await buildTwin(db, twin);
    } finally {
      await sql`reset lock_timeout`.execute(db).catch(() => undefined);
    }
    return { kind: 'built', table: twin.table, name: twin.original ?? twin.name };
  });

const findUnbuilt = async ({ kysely, tables }: Work): Promise<Twin | undefined> => {
  for (const table of tables) {
    const twin = (await findTwins(kysely, table)).find(({ isBuilt }) => !isBuilt);
    if (twin) return twin;
  }
  return undefined;
};

/** What others have written since a table was gone through. Undefined when that was little. */
const fillMissing = async ({ kysely, tables, reindex, row, limit }: Work): Promise<IndexRotationStep | undefined> => {
  for (const table of tables) {
    const { seen, filled } = await kysely.transaction().execute(async (db) => {
      const page = await fillPage(db, table, { reindex, limit, onlyMissing: true });
      await noteStand(db, row.keys, page);
      return page;
    });
    if (seen === limit) return { kind: 'late', table: table.name, changed: filled };
  }
  return undefined;
};

const settleNext = ({ kysely, row }: Work): Promise<IndexRotationStep> =>
  kysely.transaction().execute(async (db) => {
    const [statement, ...left] = row.owed;
    if (statement) await sql.raw(statement).execute(db);
    await noteOwed(db, row.keys, left);
    return { kind: 'settled', left: left.length };
  });

const goOn = async (work: Work): Promise<IndexRotationStep> => {
  const { kysely, tables, row } = work;
  if (row.switched_at) return (await isHeld(kysely, tables)) ? waits : settleNext(work);
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

/** lock_not_available, query_canceled, deadlock_detected: others were in the way, and nothing was done. */
const inTheWay = new Set<unknown>(['55P03', '57014', '40P01']);

const isInTheWay = (error: unknown): boolean => error instanceof Error && 'code' in error && inTheWay.has(error.code);

/**
 * Takes one step of a rotation of the index. A kill undoes it, or leaves what the next step begins anew. One process at a
 * time: others wait.
 */
export const takeIndexStep = async ({ kysely, indexKey }: Deps, limit: number): Promise<IndexRotationStep> => {
  const row = await findRotation(kysely, linksOf(indexKey).length);
  if (!row || row.ended_at) return { kind: 'over', rows: Number(row?.filled ?? 0) };
  const check = await findIndexCheck(kysely);
  const reindex = makeReindex(check ? linksAfter(check.checkValue, indexKey) : []);
  try {
    return await goOn({ kysely, indexKey, tables: await findIndexedTables(kysely), reindex, row, limit });
  } catch (error) {
    if (isInTheWay(error)) return waits;
    throw error;
  }
};
