import { sql, type Kysely, type RawBuilder } from 'kysely';
import { bytesOf, type RotatedColumn, type RotatedTable } from '../encryption/sealed-columns.ts';
import type { Schema } from '../schema/index.ts';

/** Of one row: its primary key, and for each column the bytes that are to be written anew, and the text beside them. */
export type StaleRow = { key: unknown[]; bytes: (Buffer | null)[]; by: (string | null)[] };

export type Page = {
  /** How many rows were looked at, and the primary key of the last one. */
  seen: number;
  last: unknown[] | undefined;
  /** Those of which something is to be written anew. */
  stale: StaleRow[];
};

type PageWish = {
  after: unknown[] | null;
  /** The primary key of the last row that is looked at. */
  until?: unknown[] | null;
  limit: number;
  /** Whether a column of a row is to be written anew. */
  isStale: (column: RotatedColumn) => RawBuilder<boolean>;
  /** Only rows of which this is so. */
  among?: RawBuilder<boolean>;
};

/** What is sealed with another key than this prefix says. An emptied column holds nothing. */
export const sealedOtherwise = (prefix: Buffer) => (column: RotatedColumn) => {
  const bytes = bytesOf(column);
  return sql<boolean>`octet_length(${bytes}) > 0 and substring(${bytes} from 1 for ${prefix.length}) <> ${prefix}`;
};

const typed = ([, type]: readonly [string, string], value: unknown) => sql`${value}::${sql.raw(type)}`;

/** The next rows of a table, in the order of its primary key. */
export const readPage = async (
  db: Kysely<Schema>,
  table: RotatedTable,
  { after, until, limit, isStale: isColumnStale, among = sql`true` }: PageWish,
): Promise<Page> => {
  const key = table.key.map(([name]) => sql.ref(name));
  const place = (values: unknown[]) => sql`(${sql.join(table.key.map((part, at) => typed(part, values[at])))})`;
  const isAfter = after ? sql`and (${sql.join(key)}) > ${place(after)}` : sql``;
  const isBefore = until ? sql`and (${sql.join(key)}) <= ${place(until)}` : sql``;
  const stale = table.columns.map((column) => sql`case when ${isColumnStale(column)} then ${bytesOf(column)} end`);
  const by = table.columns.map((column) => sql`${sql.ref(column.by)}::text`);
  const { rows } = await sql<StaleRow>`
    select jsonb_build_array(${sql.join(key)}) as key, array[${sql.join(stale)}] as bytes, array[${sql.join(by)}] as by
    from ${sql.table(table.name)} where ${among} ${isAfter} ${isBefore}
    order by ${sql.join(key)} limit ${limit}`.execute(db);
  const isStale = ({ bytes }: StaleRow) => bytes.some((value) => value !== null);
  return { seen: rows.length, last: rows.at(-1)?.key, stale: rows.filter(isStale) };
};
