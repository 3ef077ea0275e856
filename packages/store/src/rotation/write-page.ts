import { sql, type Kysely } from 'kysely';
import { bytesOf, type RotatedTable } from '../encryption/sealed-columns.ts';
import type { Schema } from '../schema/index.ts';
import type { StaleRow } from './read-page.ts';

/** `anew`: for each column what is made of `bytes`, or null where nothing is. */
export type RenewedRow = Pick<StaleRow, 'key' | 'bytes'> & { anew: (Buffer | null)[] };

const named = (name: string, at: number) => sql.ref(`${name}_${at}`);

/** As columns: an array for each part of the key, then for each column one of what was and one of what is to be. */
const arraysOf = ({ key, columns }: RotatedTable, rows: readonly RenewedRow[]) => [
  ...key.map(([, type], at) => sql`${rows.map((row) => row.key[at])}::${sql.raw(type)}[]`),
  ...columns.map((_, at) => sql`${rows.map(({ bytes }) => bytes[at])}::bytea[]`),
  ...columns.map((_, at) => sql`${rows.map(({ anew }) => anew[at])}::bytea[]`),
];

/**
 * Writes values where that is still so which they were made of, and tells in how many rows. A row that somebody else has
 * changed, or is changing, is theirs: it is passed over, and found again by the next pass. Nobody is waited for.
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
    ...table.columns.map((_, at) => named('anew', at)),
  ];
  const asBefore = table.columns.map(
    (column, at) => sql`(${named('was', at)} is null or ${bytesOf(column)} = ${named('was', at)})`,
  );
  const changes = table.columns.map((column, at) => {
    const [kept, anew] = [sql.ref(`${table.name}.${column.name}`), named('anew', at)];
    const changed = column.write ? column.write(anew as never) : anew;
    return sql`${sql.ref(column.name)} = case when ${anew} is null then ${kept} else ${changed} end`;
  });
  const isIt = table.key.map(([name]) => sql`${sql.ref(`${table.name}.${name}`)} = ${sql.ref(`locked.${name}`)}`);
  const { numAffectedRows } = await sql`
    with asked as (select * from unnest(${sql.join(arraysOf(table, rows))}) as asked (${sql.join(names)})),
    locked as (
      select asked.* from ${target} join asked using (${sql.join(key)})
      where ${sql.join(asBefore, sql` and `)}
      order by ${sql.join(key)}
      for no key update of ${target} skip locked
    )
    update ${target} set ${sql.join(changes)} from locked where ${sql.join(isIt, sql` and `)}`.execute(db);
  return Number(numAffectedRows ?? 0);
};
