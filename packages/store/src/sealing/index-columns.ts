import { sql, type RawBuilder } from 'kysely';

/** Every column that holds a person's blind index. */
export const indexColumns: readonly (readonly [table: string, column: string])[] = [
  ['consent_entries', 'to_index'],
  ['consent_states', 'to_index'],
  ['contacts', 'to_index'],
  ['inbound_messages', 'from_index'],
  ['marketing_paces', 'to_index'],
  ['messages', 'to_index'],
  ['reached_people', 'to_index'],
  ['recipients', 'to_index'],
  ['suppressions', 'to_index'],
];

/** As a list of tables in a statement. */
export const indexedTables: RawBuilder<unknown> = sql.join(indexColumns.map(([table]) => sql.table(table)));
