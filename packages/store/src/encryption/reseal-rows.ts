import type { Kysely } from 'kysely';
import { readPage, sealedOtherwise, type StaleRow } from '../rotation/read-page.ts';
import { writePage, type RenewedRow } from '../rotation/write-page.ts';
import type { Schema } from '../schema/index.ts';
import { prefixOf } from '../sealing/sealed-value.ts';
import type { SealedTable } from './sealed-columns.ts';
import type { Sealer } from './sealer.ts';

type Wish = { sealer: Sealer; after: unknown[] | null; limit: number };

/** `found`: rows with something to seal anew, be it done or left to somebody who was at the row. */
export type Batch = {
  seen: number;
  last: unknown[] | undefined;
  found: number;
  unreadable: number;
  resealed: number;
};

/** Undefined when a value does not open: then the row is left as it is. */
const reseal = ({ key, bytes, by }: StaleRow, { columns }: SealedTable, { open, seal }: Sealer) => {
  try {
    const anew = columns.map(({ placeOf }, at) => {
      const sealed = bytes[at];
      if (!sealed) return null;
      const place = placeOf(by[at] ?? '');
      return seal(open(sealed, place), place);
    });
    return { key, bytes, anew };
  } catch {
    return undefined;
  }
};

/** Seals the next rows of a table with the current key, each value for its place. */
export const resealBatch = async (
  db: Kysely<Schema>,
  table: SealedTable,
  { sealer, after, limit }: Wish,
): Promise<Batch> => {
  const { seen, last, stale } = await readPage(db, table, {
    after,
    limit,
    isStale: sealedOtherwise(prefixOf(sealer.keyId)),
  });
  const rows = stale.map((row) => reseal(row, table, sealer)).filter((row): row is RenewedRow => row !== undefined);
  const resealed = await writePage(db, table, rows);
  return { seen, last, found: stale.length, unreadable: stale.length - rows.length, resealed };
};
