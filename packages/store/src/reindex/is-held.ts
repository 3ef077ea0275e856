import { sql, type Kysely } from 'kysely';
import type { IndexedTable } from '../encryption/indexed-tables.ts';
import type { Schema } from '../schema/index.ts';

/** Who has begun earlier than this would be waited for by everybody that comes after. */
const oldWork = sql`interval '1 s'`;

/** Whether somebody holds one of the tables for longer than others could wait. */
export const isHeld = async (db: Kysely<Schema>, tables: readonly IndexedTable[]): Promise<boolean> => {
  const { rows } = await sql`
    select from pg_locks join pg_stat_activity using (pid)
    where relation = any (${tables.map(({ name }) => name)}::regclass[]::oid[]) and pid <> pg_backend_pid()
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and xact_start < clock_timestamp() - ${oldWork}
    limit 1`.execute(db);
  return rows.length > 0;
};
