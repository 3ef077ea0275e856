import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { bytesOf, type SealedTable } from '../sealing/sealed-columns.ts';

/** Of one row: its primary key, and for each column what is sealed with another key, and the text that says its place. */
export type SealedRow = { key: unknown[]; sealed: (Buffer | null)[]; by: (string | null)[] };

export type Page = {
  /** How many rows were looked at, and the primary key of the last one. */
  seen: number;
  last: unknown[] | undefined;
  /** Those of which something is sealed with another key. */
  stale: SealedRow[];
};

type PageWish = { after: unknown[] | null; limit: number; prefix: Buffer };

const typed = ([, type]: readonly [string, string], value: unknown) => sql`${value}::${sql.raw(type)}`;

/** The next rows of a table, in the order of its primary key. An emptied column holds nothing to be sealed anew. */
export const readPage = async (
  db: Kysely<Schema>,
  table: SealedTable,
  { after, limit, prefix }: PageWish,
): Promise<Page> => {
  const key = table.key.map(([name]) => sql.ref(name));
  const isAfter = after
    ? sql`where (${sql.join(key)}) > (${sql.join(table.key.map((part, at) => typed(part, after[at])))})`
    : sql``;
  const stale = table.columns.map((column) => {
    const bytes = bytesOf(column);
    const isStale = sql`octet_length(${bytes}) > 0 and substring(${bytes} from 1 for ${prefix.length}) <> ${prefix}`;
    return sql`case when ${isStale} then ${bytes} end`;
  });
  const by = table.columns.map((column) => sql`${sql.ref(column.by)}::text`);
  const { rows } = await sql<SealedRow>`
    select jsonb_build_array(${sql.join(key)}) as key, array[${sql.join(stale)}] as sealed, array[${sql.join(by)}] as by
    from ${sql.table(table.name)} ${isAfter}
    order by ${sql.join(key)} limit ${limit}`.execute(db);
  const isStale = ({ sealed }: SealedRow) => sealed.some((bytes) => bytes !== null);
  return { seen: rows.length, last: rows.at(-1)?.key, stale: rows.filter(isStale) };
};
