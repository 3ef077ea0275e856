import { sql } from 'kysely';

const sealing = 'recado, sealing with ';
const indexing = 'indexing with ';

export const bulkName = 'recado bulk';

/**
 * By which PostgreSQL shows a process that is connected: it says with which key that process seals, and by the name of its
 * index keys, in hexadecimal, which of these it has.
 */
export const processName = (keyId: string, indexName: Buffer): string =>
  `${sealing}${keyId}, ${indexing}${indexName.toString('hex')}`;

/** Of pg_stat_activity: the others that work on this database as an API or a worker does. */
export const isProcess = sql<boolean>`
  datname = current_database() and pid <> pg_backend_pid()
  and (application_name = ${bulkName} or starts_with(application_name, ${sealing}))`;

const isNamedProcess = sql<boolean>`datname = current_database() and starts_with(application_name, ${sealing})`;

/** Of the same: those that seal with another key. */
export const sealsWithAnother = (keyId: string) => sql<boolean>`
  ${isNamedProcess} and not starts_with(application_name, ${`${sealing}${keyId}, `})`;

/** Of the same: those that have other index keys, more of them or fewer. */
export const indexesWithOthers = (indexName: Buffer) => sql<boolean>`
  ${isNamedProcess} and not application_name like ${`%, ${indexing}${indexName.toString('hex')}`}`;
