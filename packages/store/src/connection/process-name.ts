import { sql } from 'kysely';

const sealing = 'recado, sealing with ';

export const bulkName = 'recado bulk';

/** By which PostgreSQL shows a process that is connected: it says with which key that process seals. */
export const processName = (keyId: string): string => `${sealing}${keyId}`;

/** Of pg_stat_activity: the others that work on this database as an API or a worker does. */
export const isProcess = sql<boolean>`
  datname = current_database() and pid <> pg_backend_pid()
  and (application_name = ${bulkName} or starts_with(application_name, ${sealing}))`;

/** Of the same: those that seal with another key. */
export const sealsWithAnother = (keyId: string) => sql<boolean>`
  datname = current_database() and starts_with(application_name, ${sealing})
  and application_name <> ${processName(keyId)}`;
