import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { isMissing, nextIndex, type IndexedTable } from './indexed-tables.ts';

/** An index of PostgreSQL's over people's index, and the one over the next index that will take its place. */
export type ShadowIndex = { table: string; name: string; original?: string; definition: string; isBuilt: boolean };

type OriginalRow = { name: string; definition: string };

/** All that a table's next index needs before it can be in use. */
export const findShadowIndexes = async (db: Kysely<Schema>, table: IndexedTable): Promise<ShadowIndex[]> => {
  const originals = await findOriginals(db, table);
  const missing = missingName(table);
  const built = await findBuilt(db, [missing, ...originals.map(({ name }) => shadowName(name))]);
  const shadowIndexes = originals.map((row) => ({
    table: table.name,
    name: shadowName(row.name),
    original: row.name,
    definition: definitionOf(row, table),
    isBuilt: built.get(shadowName(row.name)) ?? false,
  }));
  const key = table.key.map(([name]) => name).join(', ');
  const definition = `create index concurrently ${missing} on ${table.name} (${key}) where ${nextIndex} is null`;
  return [...shadowIndexes, { table: table.name, name: missing, definition, isBuilt: built.get(missing) ?? false }];
};

const shadowName = (original: string): string => `${original}_next`;

/** An index that finds rows written by others since the table was processed. */
const missingName = ({ name }: IndexedTable): string => `${name}_missing_next`;

const findOriginals = async (db: Kysely<Schema>, { name, column }: IndexedTable): Promise<OriginalRow[]> => {
  const { rows } = await sql<OriginalRow>`
    select relname as name, pg_get_indexdef(indexrelid) as definition
    from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = ${name}::regclass and pg_get_indexdef(indexrelid) ~ ${`\\m${column}\\M`}
      and not pg_get_indexdef(indexrelid) ~ ${`\\m${nextIndex}\\M`}
    order by relname`.execute(db);
  return rows;
};

/** Returns the definition of the same index over another column. */
const definitionOf = ({ name, definition }: OriginalRow, { column }: IndexedTable): string =>
  definition
    .replace(`INDEX ${name} ON ONLY`, `INDEX ${name} ON`)
    .replace(`INDEX ${name} ON`, `INDEX CONCURRENTLY ${shadowName(name)} ON`)
    .replaceAll(new RegExp(`\\b${column}\\b`, 'g'), nextIndex);

/** Returns whether an index of this name exists and is valid. An interrupted build leaves an invalid one. */
const findBuilt = async (db: Kysely<Schema>, names: string[]): Promise<Map<string, boolean>> => {
  const { rows } = await sql<{ name: string; valid: boolean }>`
    select relname as name, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
    where relname = any (${names}::text[]) and relnamespace = current_schema()::regnamespace`.execute(db);
  return new Map(rows.map(({ name, valid }) => [name, valid]));
};

/** It blocks no writer, but it waits for every transaction that began before it. */
export const buildShadowIndex = async (db: Kysely<Schema>, shadowIndex: ShadowIndex): Promise<void> => {
  if (await isPartitioned(db, shadowIndex.table)) return buildInPartitions(db, shadowIndex);
  await build(db, shadowIndex);
};

const build = async (db: Kysely<Schema>, { name, definition }: Pick<ShadowIndex, 'name' | 'definition'>) => {
  await sql`drop index if exists ${sql.ref(name)}`.execute(db);
  await sql.raw(definition).execute(db);
};

const isPartitioned = async (db: Kysely<Schema>, table: string): Promise<boolean> => {
  const { rows } = await sql`
    select from pg_class where oid = ${table}::regclass and relkind = 'p'`.execute(db);
  return rows.length > 0;
};

/** The index of the whole table is valid once it has one of each partition. A call after a kill builds the others. */
const buildInPartitions = async (db: Kysely<Schema>, { table, name, definition }: ShadowIndex): Promise<void> => {
  const [, over = ''] = definition.split(new RegExp(` ON (?:\\w+\\.)?${table} `, 'i'));
  await sql.raw(`create index if not exists ${name} on only ${table} ${over}`).execute(db);
  const { rows } = await sql<{ partition: string }>`
    select inhrelid::regclass::text as partition from pg_inherits where inhparent = ${table}::regclass
      and not exists (
        select from pg_index join pg_inherits as part on part.inhrelid = indexrelid
        where indrelid = pg_inherits.inhrelid and part.inhparent = ${name}::regclass
      )
    order by 1`.execute(db);
  for (const { partition } of rows) {
    const own = `${partition}_${name}`;
    await build(db, { name: own, definition: `create index concurrently ${own} on ${partition} ${over}` });
    await sql.raw(`alter index ${name} attach partition ${own}`).execute(db);
  }
};

export const hasMissing = async (db: Kysely<Schema>, { name }: IndexedTable): Promise<boolean> => {
  const { rows } = await sql<{ is_so: boolean }>`
    select exists (select from ${sql.table(name)} where ${isMissing}) as is_so`.execute(db);
  return rows[0]?.is_so ?? false;
};

/** Gives the shadow indexes the names of the indexes that were dropped with their column. */
export const renameShadowIndexes = async (db: Kysely<Schema>, shadowIndexes: readonly ShadowIndex[]): Promise<void> => {
  for (const { name, original } of shadowIndexes) {
    if (!original) {
      await sql`drop index if exists ${sql.ref(name)}`.execute(db);
      continue;
    }
    await rename(db, name, original);
    const { rows } = await sql<{ part: string }>`
      select inhrelid::regclass::text as part from pg_inherits where inhparent = ${original}::regclass`.execute(db);
    for (const { part } of rows)
      if (part.endsWith(name)) await rename(db, part, part.slice(0, -name.length) + original);
  }
};

const rename = (db: Kysely<Schema>, before: string, after: string) =>
  sql`alter index ${sql.ref(before)} rename to ${sql.ref(after)}`.execute(db);

type ConstraintRow = { name: string; kind: 'c' | 'p' | 'u'; definition: string };

/** Statements that add the constraints of a column: `now` checks new rows, `later` the existing ones. */
export type Constraints = { now: string[]; later: string[] };

/**
 * The constraints of a table's index column, to be put on the one that takes its place. To look whether a whole table
 * keeps to them would hold everybody up: that is done later, beside them.
 */
export const constraintsOf = async (db: Kysely<Schema>, table: IndexedTable): Promise<Constraints> => {
  const found = await find(db, table);
  const alter = `alter table ${table.name}`;
  const checks = [
    ...found.filter(({ kind }) => kind === 'c'),
    // PostgreSQL takes a check that holds for a proof, and does not look at the rows again.
    { name: `${table.name}_indexed`, definition: `CHECK (${table.column} is not null)` },
  ];
  return {
    now: checks.map(({ name, definition }) => `${alter} add constraint ${name} ${definition} not valid`),
    later: [
      ...checks.map(({ name }) => `${alter} validate constraint ${name}`),
      `${alter} alter column ${table.column} set not null`,
      `${alter} drop constraint ${table.name}_indexed`,
      ...found
        .filter(({ kind }) => kind !== 'c')
        .map(
          ({ name, kind }) =>
            `${alter} add constraint ${name} ${kind === 'p' ? 'primary key' : 'unique'} using index ${name}`,
        ),
    ],
  };
};

const find = async (db: Kysely<Schema>, { name, column }: IndexedTable): Promise<ConstraintRow[]> => {
  const { rows } = await sql<ConstraintRow>`
    select conname as name, contype as kind, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${name}::regclass and contype in ('c', 'p', 'u')
      and pg_get_constraintdef(oid) ~ ${`\\m${column}\\M`}
    order by contype, conname`.execute(db);
  return rows;
};
