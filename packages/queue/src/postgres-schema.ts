import { Unavailable } from '@recado/messaging';
import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  runMigrations,
  SchemaMigrationRequiredError,
  SchemaVersionMismatchError,
  type PostgresConnection,
} from 'bullmq';
import pg, { type Client } from 'pg';
import type { Markers } from './engine.ts';

/** Holds the schema of the queues in PostgreSQL. Installations that share it have queues of different names. */
export const queueSchema = 'recado_queue';

export const connectWithinMs = 5_000;

/**
 * Brings the queue's schema to this version. Any number of processes may do so at once. A role without the right to
 * create may call it too when nothing is missing. Throws Unavailable when PostgreSQL does not answer.
 */
export const migrateQueue = (databaseUrl: string): Promise<void> =>
  onClient(databaseUrl, async (client, willCreate) => {
    if (await isMigrated(client)) return;
    willCreate();
    await runMigrations(client, queueSchema);
    await createMarkers(client, queueSchema);
  });

/** Throws while the schema is missing or older than this version, and when the role lacks rights on its tables. */
export const checkQueueSchema = (databaseUrl: string): Promise<void> =>
  onClient(databaseUrl, async (client) => {
    if (!(await isMigrated(client))) throw notMigrated();
    const { rows } = await client.query<{ name: string; privilege: string }>(missingPrivileges, [queueSchema]);
    const [missing] = rows;
    if (missing)
      throw Object.assign(new Error(`no right to ${missing.privilege} on ${missing.name}`), { code: lacksPrivilege });
  });

type Purpose = 'use' | 'migrate';

const lacksPrivilege = '42501';

const onClient = async (
  databaseUrl: string,
  work: (client: pg.Client, willCreate: () => void) => Promise<void>,
): Promise<void> => {
  let purpose: Purpose = 'use';
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'recado-queue',
    connectionTimeoutMillis: connectWithinMs,
  });
  client.on('error', () => undefined); // The running statement rejects as well.
  try {
    await client.connect();
    await work(client, () => (purpose = 'migrate'));
  } catch (error) {
    throw await explain(client, purpose, error);
  } finally {
    await client.end();
  }
};

const isMigrated = async (client: pg.Client): Promise<boolean> => {
  try {
    const version = await assertSchemaCompatibility(client, queueSchema);
    return version >= LATEST_SCHEMA_VERSION && (await hasMarkers(client, queueSchema));
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return false;
    throw error;
  }
};

const notMigrated = () =>
  Object.assign(new Error('The queue has no schema of this version: run `recado migrate`, or start the API'), {
    code: 'queue_not_migrated',
  });

const missingPrivileges = `
  select held.relname as name, needed.privilege
  from pg_class as held,
    unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE']) as needed (privilege)
  where held.relnamespace = $1::regnamespace and case
    when held.relkind = 'S' then needed.privilege = 'USAGE' and not has_sequence_privilege(held.oid, 'USAGE')
    when held.relkind in ('r', 'p') and needed.privilege <> 'USAGE'
      then not has_table_privilege(held.oid, needed.privilege)
    else false
  end
  limit 1`;

/** Names the right to grant, or what is missing. All else is a PostgreSQL that does not answer. */
const explain = async (client: pg.Client, purpose: Purpose, cause: unknown): Promise<unknown> => {
  if (!(cause instanceof Error)) return cause;
  if (cause instanceof SchemaVersionMismatchError)
    return Object.assign(
      new Error('The queue was migrated by a newer version of Recado: run that version or a later one', { cause }),
      { code: 'schema_from_newer_version' },
    );
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'queue_not_migrated') return cause;
  if (code !== lacksPrivilege) return new Unavailable('queue', { cause });
  const { rows } = await client.query<Place>(
    'select quote_ident(current_user) as role, quote_ident(current_database()) as database',
  );
  const grant = grants[purpose](rows[0] ?? { role: 'recado', database: 'recado' });
  return Object.assign(new Error(`PostgreSQL says: ${cause.message}. Run as the owner: ${grant}`, { cause }), {
    code: 'missing_privilege',
  });
};

type Place = { role: string; database: string };

const grants: Record<Purpose, (place: Place) => string> = {
  migrate: ({ role, database }) =>
    `GRANT CREATE ON DATABASE ${database} TO ${role}; or run \`recado migrate\` with MIGRATE_DATABASE_URL set to a role that may create schemas`,
  use: ({ role }) =>
    `GRANT USAGE ON SCHEMA ${queueSchema} TO ${role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO ${role}`,
};

type Pool = PostgresConnection['pool'];

/** In the queues' own schema, so that it goes when they go. The lock is for processes that start at the same time. */
const createMarkers = async (client: Client, schema: string): Promise<void> => {
  await client.query(`
    begin;
    select pg_advisory_xact_lock(hashtext('recado queue marks'));
    create table if not exists ${schema}.recado_markers (queue text primary key, holder text, held_until timestamptz);
    commit`);
};

const hasMarkers = async (client: Client, schema: string): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [
    `${schema}.recado_markers`,
  ]);
  return rows[0]?.there === true;
};

const forMsFromNow = `now() + $3 * interval '1 ms'`;

type Opened = { pool: Pool; nameOf: (senderId: string) => string };

export const makePostgresMarkers = (opened: () => Promise<Opened>): Markers => {
  const run = async (statement: string, senderIds: string[], ...values: unknown[]): Promise<string[]> => {
    const { pool, nameOf } = await opened();
    const { rows } = await pool.query<{ queue: string }>(statement, [senderIds.map(nameOf), ...values]);
    const done = new Set(rows.map(({ queue }) => queue));
    return senderIds.filter((senderId) => done.has(nameOf(senderId)));
  };
  return {
    claim: (senderIds, holder, forMs) => run(steps.take, senderIds, holder, forMs),
    renew: (senderIds, holder, forMs) => run(steps.keep, senderIds, holder, forMs),
    finish: (senderIds, holder) => run(steps.settle, senderIds, holder),
  };
};

/**
 * A row names its holder for a time, or no holder when the queue is complete. Every worker tries to claim every second,
 * and a conflict would lock the row. So a complete queue must cost only a read.
 */
const steps = {
  take: `insert into recado_markers (queue, holder, held_until)
    select requested.queue, $2, ${forMsFromNow} from unnest($1::text[]) as requested (queue)
    where not exists (select from recado_markers as whole where whole.queue = requested.queue and held_until is null)
    on conflict (queue) do update set holder = excluded.holder, held_until = excluded.held_until
    where recado_markers.held_until < now() or recado_markers.holder = excluded.holder
    returning queue`,
  keep: `update recado_markers set held_until = ${forMsFromNow}
    where queue = any($1) and holder = $2 and held_until >= now()
    returning queue`,
  settle: `update recado_markers set holder = null, held_until = null
    where queue = any($1) and holder = $2 and held_until >= now()
    returning queue`,
} as const;
