import { sql, type Kysely } from 'kysely';
import { readPage, type Page } from '../rotation/read-page.ts';
import { writePage } from '../rotation/write-page.ts';
import type { Schema } from '../schema.ts';
import { nextIndex, type IndexedTable } from './indexed-table.ts';

export type Reindex = (index: Buffer) => Buffer;

export const isMissing = sql<boolean>`${sql.ref(nextIndex)} is null`;

type Wish = { reindex: Reindex; limit: number } & ({ after: unknown[] | null } | { onlyMissing: true });

export type Filled = Pick<Page, 'seen' | 'last'> & { missing: number; filled: number };

/** Gives the next rows of a table, or the next of those that lack it, their index under the next key. */
export const fillPage = async (db: Kysely<Schema>, table: IndexedTable, wish: Wish): Promise<Filled> => {
  const { seen, last, stale } = await readPage(db, table, {
    limit: wish.limit,
    isStale: () => isMissing,
    ...('after' in wish ? { after: wish.after } : { after: null, among: isMissing }),
  });
  const rows = stale.map(({ key, bytes }) => ({ key, bytes, anew: bytes.map((old) => old && wish.reindex(old)) }));
  return { seen, last, missing: stale.length, filled: await writePage(db, table, rows) };
};
