import { sql } from 'kysely';
import pg from 'pg';

/** As much of a logger as the store needs; pino's fits. */
export type Log = { warn: (context: object, message: string) => void };

export type PoolOptions = {
  databaseUrl: string;
  poolSize?: number;
  /** `databaseUrl` may lead through a pooler that lends connections for a transaction. Default false. */
  isTransactionPoolAllowed?: boolean;
  log?: Log;
};

/** `name`: as PostgreSQL shows the connections. */
type NamedPool = PoolOptions & { name: string };

export const connectWithinMs = 5_000;
const statementTimeoutMs = 10_000;
/** The server ends a statement first; this is for a server that is gone without a word. */
const answerTimeoutMs = 12_000;
/** A duplicate waits this long for the first request of its Idempotency-Key to commit. */
const lockWithinMs = 5_000;

/**
 * Every statement here finds its rows by an index. For a new table the planner does not see that: its connection keeps
 * a plan made for an empty table. That plan reads the whole table per batch until the first vacuum or analyze. A
 * forbidden plan still looks expensive where it is used, for example to read the few senders. JIT compilation would
 * then take seconds, so it is off.
 */
const planning = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', jit: 'off' };

/**
 * Sets what the statements of this package rely on as soon as a connection is there. A pooler in between passes it on,
 * which it does not with startup options.
 */
export const settleSession = (own: Session = {}): ((client: pg.ClientBase) => unknown) => {
  const settings = Object.entries({ ...forms, ...planning, ...own });
  const text = settings.map(([name, value]) => `set ${name} = '${value}'`).join('; ');
  return (client) => client.query(text);
};

/** The forms in which values are read and written here. A database or a role may have other defaults. */
const forms = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
};

const limits = { statement_timeout: statementTimeoutMs, lock_timeout: lockWithinMs };

type Session = Record<string, string | number>;

/**
 * The pool replaces a broken connection; without a listener the error would end the process. The first break of an idle
 * connection is logged, and the first connection after it; otherwise the caller gets the error.
 */
export const surviveBreaks = (pool: pg.Pool, log?: Log): pg.Pool => {
  let broken = 0;
  return pool
    .on('error', (error) => {
      if (broken === 0) log?.warn({ err: error }, 'Connection to PostgreSQL broke');
      broken += 1;
    })
    .on('connect', (client) => {
      client.on('error', () => {});
      if (broken > 0) log?.warn({ broken }, 'Connected to PostgreSQL again');
      broken = 0;
    });
};

export const openPool = ({ databaseUrl, name, poolSize = 10, log }: NamedPool): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: name,
    onConnect: settleSession(limits),
    // One stays, by which it is seen that this process runs.
    min: 1,
    max: poolSize,
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerTimeoutMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};

/** A process imports so many files at the same time. Further requests get an error and must try again. */
const atOnce = 3;

/** Limits the time of one batch of a file, and of the deletion of a whole audience. */
const bulkStatementTimeoutMs = 300_000;
const bulkAnswerTimeoutMs = 310_000;
/** An upload that stalls is given up before; this is for a process that is gone without a word. */
const silentWithinMs = 120_000;

/** Begins a long transaction. Its limits are its own: the connection may be lent to others after it, by a pooler too. */
export const beginBulk = `begin; set local statement_timeout = ${bulkStatementTimeoutMs};
  set local idle_in_transaction_session_timeout = ${silentWithinMs}`;

/** Connections for long transactions, so that these never hold the ones that all else goes by. */
export const openBulkPool = ({ databaseUrl, log }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: bulkName,
    onConnect: settleSession(limits),
    max: atOnce,
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: bulkAnswerTimeoutMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};

/** Settings that a role needs itself where a pooler lends connections for a transaction. */
export const roleSettings: Session = { ...forms, ...planning, ...limits };

const sealing = 'recado, sealing with ';
const indexing = 'indexing with ';

const bulkName = 'recado bulk';

/**
 * The application name by which PostgreSQL shows a connected process. It contains the id of the encryption key and, in
 * hexadecimal, the name of the index keys.
 */
export const processName = (keyId: string, indexName: Buffer): string =>
  `${sealing}${keyId}, ${indexing}${indexName.toString('hex')}`;

/** Matches connections of other APIs and workers in pg_stat_activity. */
export const isProcess = sql<boolean>`
  datname = current_database() and pid <> pg_backend_pid()
  and (application_name = ${bulkName} or starts_with(application_name, ${sealing}))`;

const isNamedProcess = sql<boolean>`datname = current_database() and starts_with(application_name, ${sealing})`;

/** Matches those of the processes that encrypt with another key. */
export const sealsWithAnother = (keyId: string) => sql<boolean>`
  ${isNamedProcess} and not starts_with(application_name, ${`${sealing}${keyId}, `})`;

/** Matches those of the processes that have more, fewer or other index keys. */
export const indexesWithOthers = (indexName: Buffer) => sql<boolean>`
  ${isNamedProcess} and not application_name like ${`%, ${indexing}${indexName.toString('hex')}`}`;
