import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { indexColumns } from '../sealing/index-columns.ts';
import type { RotatedTable } from './sealed-columns.ts';

/** Where a row's index under the next key stands until that one is in use. */
export const nextIndex = 'next_index';

/** A table that has people's index in `column`, as a rotation goes through it. */
export type IndexedTable = RotatedTable & { column: string };

type KeyRow = { name: string; column: string; key: [string, string][] };

/** All of them, with the primary keys that PostgreSQL tells. */
export const findIndexedTables = async (db: Kysely<Schema>): Promise<IndexedTable[]> => {
  const { rows } = await sql<KeyRow>`
    select asked.name, asked.index_column as column,
      jsonb_agg(jsonb_build_array(attname, format_type(atttypid, atttypmod)) order by part.place) as key
    from unnest(
      ${indexColumns.map(([table]) => table)}::text[], ${indexColumns.map(([, column]) => column)}::text[]
    ) as asked (name, index_column)
    join pg_index on indrelid = to_regclass(asked.name) and indisprimary
    cross join unnest(indkey::int2[]) with ordinality as part (number, place)
    join pg_attribute on attrelid = indrelid and attnum = part.number
    group by asked.name, asked.index_column
    order by asked.name`.execute(db);
  return rows.map(({ name, column, key }) => ({
    name,
    column,
    key,
    columns: [{ name: nextIndex, by: column, read: sql.ref(column) }],
  }));
};
