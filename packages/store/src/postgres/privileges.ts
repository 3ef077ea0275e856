import { sql, type QueryExecutorProvider } from 'kysely';
import { Unavailable } from '@recado/messaging';

/** A role may need to `use` the schema that is there, or to `migrate` it. */
export type Purpose = 'use' | 'migrate';

/**
 * Converts a refusal for lack of rights into an error with the code `missing_privilege` that has the GRANT to run. Any
 * other error is returned unchanged.
 */
export const asMissingPrivilege = async (
  db: QueryExecutorProvider,
  purpose: Purpose,
  error: unknown,
): Promise<unknown> => {
  if (codeOf(error) !== '42501') return error;
  const place = await readPlace(db).catch(() => ({ role: 'recado', schema: 'public' }));
  return missingPrivilege((error as Error).message, grants[purpose](place), error);
};

type Place = { role: string; schema: string };

/** PostgreSQL 15 and later let only the owner create in the schema public. */
const grants: Record<Purpose, (place: Place) => string> = {
  migrate: ({ role, schema }) =>
    `GRANT CREATE, USAGE ON SCHEMA ${schema} TO ${role}; or set MIGRATE_DATABASE_URL to the role that owns the tables`,
  use: ({ role, schema }) =>
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
};

/** The names are quoted where SQL wants it. */
const readPlace = async (db: QueryExecutorProvider): Promise<Place> => {
  const { rows } = await sql<Place>`
    select quote_ident(current_user) as role, quote_ident(coalesce(current_schema(), 'public')) as schema`.execute(db);
  return rows[0] ?? { role: 'recado', schema: 'public' };
};

const missingPrivilege = (message: string, grant: string, cause?: unknown) =>
  Object.assign(new Error(`PostgreSQL says: ${message}. Run as the owner: ${grant}`, { cause }), {
    code: 'missing_privilege',
  });

/** Throws when this role lacks rights on tables that every process writes. Others may be withheld on purpose, as on the audit log. */
export const checkPrivileges = async (db: QueryExecutorProvider): Promise<void> => {
  const { rows } = await sql<{ name: string; privilege: string }>`
    select tables.name, needed.privilege
    from unnest(array['messages', 'message_events', 'senders', 'campaigns']) as tables (name),
      unnest(array['SELECT', 'INSERT', 'UPDATE']) as needed (privilege)
    where to_regclass(tables.name) is not null
      and not has_table_privilege(to_regclass(tables.name)::oid, needed.privilege)
    limit 1`.execute(db);
  const [missing] = rows;
  if (!missing) return;
  const place = await readPlace(db);
  throw missingPrivilege(`no right to ${missing.privilege} on ${missing.name}`, grants.use(place));
};

export type DatabaseFacts = {
  role: string;
  isSuperuser: boolean;
  ownsTables: boolean;
  /** Connections that ordinary roles may take. */
  maxConnections: number;
  fsync: string;
  synchronousCommit: string;
};

/** Reads what an operator may have set up wrong in PostgreSQL. */
export const readDatabaseFacts = async (db: QueryExecutorProvider): Promise<DatabaseFacts> => {
  const { rows } = await sql<DatabaseFacts>`
    select
      current_user as role,
      current_setting('is_superuser') = 'on' as "isSuperuser",
      coalesce(pg_has_role(pg_class.relowner, 'usage'), false) as "ownsTables",
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as "maxConnections",
      current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as "synchronousCommit"
    from (select) as one left join pg_class on pg_class.oid = to_regclass('messages')`.execute(db);
  const [facts] = rows;
  if (!facts) throw new Error('PostgreSQL returned no settings');
  return facts;
};

const codeOf = (error: unknown): string => {
  const source = error instanceof Unavailable ? error.cause : error;
  return source instanceof Error && 'code' in source && typeof source.code === 'string' ? source.code : '';
};
