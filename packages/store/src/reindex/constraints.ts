import { sql, type Kysely } from 'kysely';
import type { IndexedTable } from '../encryption/indexed-tables.ts';
import type { Schema } from '../schema/index.ts';

type ConstraintRow = { name: string; kind: 'c' | 'p' | 'u'; definition: string };

/** What a column's constraints become: at once for what is written from then on, and later for what stands already. */
export type Constraints = { now: string[]; later: string[] };

const find = async (db: Kysely<Schema>, { name, column }: IndexedTable): Promise<ConstraintRow[]> => {
  const { rows } = await sql<ConstraintRow>`
    select conname as name, contype as kind, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${name}::regclass and contype in ('c', 'p', 'u')
      and pg_get_constraintdef(oid) ~ ${`\\m${column}\\M`}
    order by contype, conname`.execute(db);
  return rows;
};

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
