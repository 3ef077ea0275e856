import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema/index.ts';
import type { IndexRotationsTable } from '../schema/maintenance.ts';
import { checkValuesOf, indexBytes, nameBytes, nameOf } from './blind-index.ts';
import { readPage, writePage, type Page } from './reseal-rows.ts';
import { indexColumns, type RotatedTable } from './sealed-columns.ts';

/** The column for the index under the next key, until that key is in use. */
export const nextIndex = 'next_index';

/** A table that has people's index in `column`, as a rotation goes through it. */
export type IndexedTable = RotatedTable & { column: string };

type KeyRow = { name: string; column: string; key: [string, string][] };

/** Returns all indexed tables, with their primary keys from PostgreSQL's catalog. A partitioned table has that of a partition. */
export const findIndexedTables = async (db: Kysely<Schema>): Promise<IndexedTable[]> => {
  const { rows } = await sql<KeyRow>`
    select requested.name, requested.index_column as column,
      jsonb_agg(jsonb_build_array(attname, format_type(atttypid, atttypmod)) order by part.place) as key
    from unnest(
      ${indexColumns.map(([table]) => table)}::text[], ${indexColumns.map(([, column]) => column)}::text[]
    ) as requested (name, index_column)
    join pg_index on indisprimary and indrelid = coalesce(
      (select min(inhrelid) from pg_inherits where inhparent = to_regclass(requested.name)), to_regclass(requested.name)
    )
    cross join unnest(indkey::int2[]) with ordinality as part (number, place)
    join pg_attribute on attrelid = indrelid and attnum = part.number
    group by requested.name, requested.index_column
    order by requested.name`.execute(db);
  return rows.map(({ name, column, key }) => ({
    name,
    column,
    key,
    columns: [{ name: nextIndex, by: column, read: sql.ref(column) }],
  }));
};

/** From now on contacts are found under the last of these keys; a process without that key finds none. */
export const lookUnder = async (db: Kysely<Schema>, indexKey: Buffer): Promise<void> => {
  const values = checkValuesOf(indexKey);
  const name = nameOf(values.at(-1) ?? Buffer.alloc(0)).toString('hex');
  const at = (values.length - 1) * (nameBytes + indexBytes) + 1;
  const isKnown = `substring(person from ${at} for ${nameBytes}) = '\\x${name}'::bytea`;
  const index = `substring(person from ${at + nameBytes} for ${indexBytes})`;
  await sql
    .raw(
      `create or replace function index_of(person bytea) returns bytea language sql immutable parallel safe as $$
        select case
          when ${isKnown} is not true then refuse_index(person)
          when octet_length(person) % ${nameBytes + indexBytes} = 0 then ${index}
          else linked_index_of(${index})
        end
      $$`,
    )
    .execute(db);
};

export type NextIndexOf = (index: Buffer) => Buffer;

export const isMissing = sql<boolean>`${sql.ref(nextIndex)} is null`;

type PageRequest = { nextIndexOf: NextIndexOf; limit: number } & (
  | { after: unknown[] | null; until: unknown[] }
  | { onlyMissing: true }
);

export type Filled = Pick<Page, 'seen' | 'last'> & { missing: number; filled: number };

/** Gives the next rows of a table, or the next of those that lack it, their index under the next key. */
export const fillPage = async (db: Kysely<Schema>, table: IndexedTable, request: PageRequest): Promise<Filled> => {
  const { seen, last, stale } = await readPage(db, table, {
    limit: request.limit,
    isStale: () => isMissing,
    ...('after' in request ? { after: request.after, until: request.until } : { after: null, among: isMissing }),
  });
  const rows = stale.map(({ key, bytes }) => ({
    key,
    bytes,
    renewed: bytes.map((old) => old && request.nextIndexOf(old)),
  }));
  return { seen, last, missing: stale.length, filled: await writePage(db, table, rows) };
};

/** Returns the primary key of the last row, or undefined if the table is empty. */
export const findLastKey = async (db: Kysely<Schema>, { name, key }: IndexedTable): Promise<unknown[] | undefined> => {
  const columns = key.map(([column]) => sql.ref(column));
  const { rows } = await sql<{ key: unknown[] }>`
    select jsonb_build_array(${sql.join(columns)}) as key from ${sql.table(name)}
    order by ${sql.join(columns.map((column) => sql`${column} desc`))} limit 1`.execute(db);
  return rows[0]?.key;
};

/** Describes the progress of a rotation of the index. */
export type IndexRotationRow = Selectable<IndexRotationsTable>;

export const findIndexRotation = (db: Kysely<Schema>, keys: number): Promise<IndexRotationRow | undefined> =>
  db.selectFrom('index_rotations').selectAll().where('keys', '=', keys).executeTakeFirst();

type Progress = {
  /** The table that is gone through, and the primary keys of its row that was looked at last, and of the last one of all. */
  filling?: string | null;
  after?: unknown[] | null;
  until?: unknown[] | null;
  /** Progress within the current step. */
  filled: number;
};

export const saveProgress = async (db: Kysely<Schema>, keys: number, { filled, ...at }: Progress): Promise<void> => {
  await db
    .updateTable('index_rotations')
    .set({
      filled: sql`filled + ${filled}`,
      ...(at.filling !== undefined && { filling: at.filling }),
      ...(at.after !== undefined && { after: at.after && JSON.stringify(at.after) }),
      ...(at.until !== undefined && { until: at.until && JSON.stringify(at.until) }),
    })
    .where('keys', '=', keys)
    .execute();
};

/** Writes which changes of the tables remain; an empty list ends the rotation. */
export const saveOwedStatements = async (db: Kysely<Schema>, keys: number, owed: string[]): Promise<void> => {
  await db
    .updateTable('index_rotations')
    .set({ owed, ...(owed.length === 0 && { ended_at: sql`clock_timestamp()` }) })
    .where('keys', '=', keys)
    .execute();
};

const trigger = sql.ref('forget_next_index');

/** The tables that have no place for a next index yet. */
export const findUnprepared = async (
  db: Kysely<Schema>,
  tables: readonly IndexedTable[],
): Promise<IndexedTable | undefined> => {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_attribute join pg_class on pg_class.oid = attrelid
    where attname = ${nextIndex} and attrelid = any (${tables.map(({ name }) => name)}::regclass[])`.execute(db);
  const prepared = new Set(rows.map(({ name }) => name));
  return tables.find(({ name }) => !prepared.has(name));
};

/** Adding a column and a trigger writes no row, and delays other statements only for a moment. */
export const prepareTable = (kysely: Kysely<Schema>, { name, column }: IndexedTable): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    await sql`alter table ${sql.table(name)} add column ${sql.ref(nextIndex)} bytea`.execute(db);
    await sql`
      create trigger ${trigger} before update of ${sql.ref(column)} on ${sql.table(name)} for each row
      when (old.${sql.ref(column)} is distinct from new.${sql.ref(column)})
      execute function forget_next_index()`.execute(db);
  });

/** Removes the column and the trigger of a key that is no longer needed. */
export const unprepareTable = (kysely: Kysely<Schema>, { name }: IndexedTable): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    await sql`drop trigger if exists ${trigger} on ${sql.table(name)}`.execute(db);
    await sql`alter table ${sql.table(name)} drop column if exists ${sql.ref(nextIndex)}`.execute(db);
  });

/** The column takes the place of the one before, whose indexes and constraints go with it. */
export const replaceColumn = async (db: Kysely<Schema>, { name, column }: IndexedTable): Promise<void> => {
  await sql`drop trigger ${trigger} on ${sql.table(name)}`.execute(db);
  await sql`alter table ${sql.table(name)} drop column ${sql.ref(column)}`.execute(db);
  await sql`alter table ${sql.table(name)} rename column ${sql.ref(nextIndex)} to ${sql.ref(column)}`.execute(db);
};
