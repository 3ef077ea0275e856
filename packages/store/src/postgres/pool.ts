import { sql } from 'kysely';
import pg from 'pg';

/** As much of a logger as the store needs; pino's fits. */
export type Log = { warn: (context: object, message: string) => void };

export type PoolOptions = { databaseUrl: string; poolSize?: number; log?: Log };

/** `name`: as PostgreSQL shows the connections. */
type NamedPool = PoolOptions & { name: string };

export const connectWithinMs = 5_000;
const statementTimeoutMs = 10_000;
/** The server ends a statement first; this is for a server that is gone without a word. */
const answerTimeoutMs = 12_000;
/** How long a duplicate waits for the first of its Idempotency-Key to commit. */
const lockWithinMs = 5_000;
/**
 * Every statement here finds its rows by an index. The planner would not see that while a table is new: a plan made for
 * an empty one is kept by its connection, and reads all of it for each batch until the first vacuum or analyze. What is
 * forbidden looks dear to it where it is done all the same, such as reading the few senders: it would compile those
 * statements first, for seconds, were it allowed to.
 */
export const byIndex = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit']
  .map((setting) => `-c ${setting}=off`)
  .join(' ');

/**
 * A connection that breaks is replaced by the pool; without a listener it would end the process. One that is idle is
 * logged; of one that is in use, whoever uses it is told.
 */
export const surviveBreaks = (pool: pg.Pool, log?: Log): pg.Pool =>
  pool
    .on('error', (error) => log?.warn({ err: error }, 'a connection to PostgreSQL broke'))
    .on('connect', (client) => client.on('error', () => {}));

export const openPool = ({ databaseUrl, name, poolSize = 10, log }: NamedPool): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: name,
    options: byIndex,
    // One stays, by which it is seen that this process runs.
    min: 1,
    max: poolSize,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    lock_timeout: lockWithinMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};

/** Files that a process takes in at the same time. Others are told to come back. */
const atOnce = 3;

/** For one batch of a file, or for taking a whole audience away. */
const bulkStatementTimeoutMs = 300_000;
const bulkAnswerTimeoutMs = 310_000;
/** An upload that stalls is given up before; this is for a process that is gone without a word. */
const silentWithinMs = 120_000;

/** Connections for long transactions, so that these never hold the ones that all else goes by. */
export const openBulkPool = ({ databaseUrl, log }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: bulkName,
    options: byIndex,
    max: atOnce,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: bulkStatementTimeoutMs,
    query_timeout: bulkAnswerTimeoutMs,
    lock_timeout: lockWithinMs,
    idle_in_transaction_session_timeout: silentWithinMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};

const sealing = 'recado, sealing with ';
const indexing = 'indexing with ';

const bulkName = 'recado bulk';

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
