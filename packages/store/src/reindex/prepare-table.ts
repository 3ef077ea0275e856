import { sql, type Kysely } from 'kysely';
import { nextIndex, type IndexedTable } from '../encryption/indexed-tables.ts';
import type { Schema } from '../schema/index.ts';

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

/** A column and a trigger: no row is written, and others wait for a moment. */
export const prepareTable = (kysely: Kysely<Schema>, { name, column }: IndexedTable): Promise<void> =>
  kysely.transaction().execute(async (db) => {
    await sql`alter table ${sql.table(name)} add column ${sql.ref(nextIndex)} bytea`.execute(db);
    await sql`
      create trigger ${trigger} before update of ${sql.ref(column)} on ${sql.table(name)} for each row
      when (old.${sql.ref(column)} is distinct from new.${sql.ref(column)})
      execute function forget_next_index()`.execute(db);
  });

/** What was begun for a key that is not wanted any more. */
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
