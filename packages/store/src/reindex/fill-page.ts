import { sql, type Kysely } from 'kysely';
import { nextIndex, type IndexedTable } from '../encryption/indexed-tables.ts';
import { readPage, type Page } from '../rotation/read-page.ts';
import { writePage } from '../rotation/write-page.ts';
import type { Schema } from '../schema/index.ts';

export type Reindex = (index: Buffer) => Buffer;

export const isMissing = sql<boolean>`${sql.ref(nextIndex)} is null`;

type Wish = { reindex: Reindex; limit: number } & (
  | { after: unknown[] | null; until: unknown[] }
  | { onlyMissing: true }
);

export type Filled = Pick<Page, 'seen' | 'last'> & { missing: number; filled: number };

/** Gives the next rows of a table, or the next of those that lack it, their index under the next key. */
export const fillPage = async (db: Kysely<Schema>, table: IndexedTable, wish: Wish): Promise<Filled> => {
  const { seen, last, stale } = await readPage(db, table, {
    limit: wish.limit,
    isStale: () => isMissing,
    ...('after' in wish ? { after: wish.after, until: wish.until } : { after: null, among: isMissing }),
  });
  const rows = stale.map(({ key, bytes }) => ({ key, bytes, anew: bytes.map((old) => old && wish.reindex(old)) }));
  return { seen, last, missing: stale.length, filled: await writePage(db, table, rows) };
};

/** The primary key of a table's last row. Undefined of an empty one. */
export const findLastKey = async (db: Kysely<Schema>, { name, key }: IndexedTable): Promise<unknown[] | undefined> => {
  const columns = key.map(([column]) => sql.ref(column));
  const { rows } = await sql<{ key: unknown[] }>`
    select jsonb_build_array(${sql.join(columns)}) as key from ${sql.table(name)}
    order by ${sql.join(columns.map((column) => sql`${column} desc`))} limit 1`.execute(db);
  return rows[0]?.key;
};
