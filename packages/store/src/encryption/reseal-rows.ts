import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { bytesOf, type RotatedColumn, type RotatedTable, type SealedTable } from './sealed-columns.ts';
import { prefixOf, type Sealer } from './sealer.ts';

type PageRequest = { sealer: Sealer; after: unknown[] | null; limit: number };

/** `found` counts the rows with a value to re-encrypt, including rows that another transaction had locked. */
export type Batch = {
  seen: number;
  last: unknown[] | undefined;
  found: number;
  unreadable: number;
  resealed: number;
};

/** Seals the next rows of a table with the current key, each value for its place. */
export const resealBatch = async (
  db: Kysely<Schema>,
  table: SealedTable,
  { sealer, after, limit }: PageRequest,
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

/** Undefined when a value does not open: then the row is left as it is. */
const reseal = ({ key, bytes, by }: StaleRow, { columns }: SealedTable, { open, seal }: Sealer) => {
  try {
    const renewed = columns.map(({ additionalDataOf }, at) => {
      const sealed = bytes[at];
      if (!sealed) return null;
      const place = additionalDataOf(by[at] ?? '');
      return seal(open(sealed, place), place);
    });
    return { key, bytes, renewed };
  } catch {
    return undefined;
  }
};

/**
 * One row to re-encrypt: its primary key, and for each column the bytes and the text that is authenticated with them.
 */
type StaleRow = { key: unknown[]; bytes: (Buffer | null)[]; by: (string | null)[] };

export type Page = {
  /** The number of rows read, and the primary key of the last one. */
  seen: number;
  last: unknown[] | undefined;
  /** Holds the rows with a value to re-encrypt. */
  stale: StaleRow[];
};

type PageQuery = {
  after: unknown[] | null;
  /** The primary key of the last row that is looked at. */
  until?: unknown[] | null;
  limit: number;
  /** Matches rows of which a column must be re-encrypted. */
  isStale: (column: RotatedColumn) => RawBuilder<boolean>;
  /** Only rows of which this is so. */
  among?: RawBuilder<boolean>;
};

/** Matches values whose key differs from this prefix. An emptied column holds nothing. */
export const sealedOtherwise = (prefix: Buffer) => (column: RotatedColumn) => {
  const bytes = bytesOf(column);
  return sql<boolean>`octet_length(${bytes}) > 0 and substring(${bytes} from 1 for ${prefix.length}) <> ${prefix}`;
};

const typed = ([, type]: readonly [string, string], value: unknown) => sql`${value}::${sql.raw(type)}`;

/** Selects the next rows of a table, in the order of its primary key. */
export const readPage = async (
  db: Kysely<Schema>,
  table: RotatedTable,
  { after, until, limit, isStale: isColumnStale, among = sql`true` }: PageQuery,
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

/** `renewed` has for each column the new value of `bytes`, or null if the column is empty. */
type RenewedRow = Pick<StaleRow, 'key' | 'bytes'> & { renewed: (Buffer | null)[] };

const named = (name: string, at: number) => sql.ref(`${name}_${at}`);

/** As columns: an array for each part of the key, then for each column one of what was and one of what is to be. */
const arraysOf = ({ key, columns }: RotatedTable, rows: readonly RenewedRow[]) => [
  ...key.map(([, type], at) => sql`${rows.map((row) => row.key[at])}::${sql.raw(type)}[]`),
  ...columns.map((_, at) => sql`${rows.map(({ bytes }) => bytes[at])}::bytea[]`),
  ...columns.map((_, at) => sql`${rows.map(({ renewed }) => renewed[at])}::bytea[]`),
];

/**
 * Writes the new values of columns that are unchanged since they were read, and returns how many rows were written. A
 * row that another transaction has changed or locked is skipped, and the next pass finds it. It waits for no lock.
 */
export const writePage = async (
  db: Kysely<Schema>,
  table: RotatedTable,
  rows: readonly RenewedRow[],
): Promise<number> => {
  if (!rows.length) return 0;
  const target = sql.table(table.name);
  const key = table.key.map(([name]) => sql.ref(name));
  const names = [
    ...key,
    ...table.columns.map((_, at) => named('was', at)),
    ...table.columns.map((_, at) => named('renewed', at)),
  ];
  const asBefore = table.columns.map(
    (column, at) => sql`(${named('was', at)} is null or ${bytesOf(column)} = ${named('was', at)})`,
  );
  const changes = table.columns.map((column, at) => {
    const [kept, renewed] = [sql.ref(`${table.name}.${column.name}`), named('renewed', at)];
    const changed = column.write ? column.write(renewed as never) : renewed;
    return sql`${sql.ref(column.name)} = case when ${renewed} is null then ${kept} else ${changed} end`;
  });
  const isIt = table.key.map(([name]) => sql`${sql.ref(`${table.name}.${name}`)} = ${sql.ref(`locked.${name}`)}`);
  const { numAffectedRows } = await sql`
    with requested as (select * from unnest(${sql.join(arraysOf(table, rows))}) as requested (${sql.join(names)})),
    locked as (
      select requested.* from ${target} join requested using (${sql.join(key)})
      where ${sql.join(asBefore, sql` and `)}
      order by ${sql.join(key)}
      for no key update of ${target} skip locked
    )
    update ${target} set ${sql.join(changes)} from locked where ${sql.join(isIt, sql` and `)}`.execute(db);
  return Number(numAffectedRows ?? 0);
};
