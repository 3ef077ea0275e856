import pg from 'pg';

/** As much of a logger as the store needs; pino's fits. */
export type Log = { warn: (context: object, message: string) => void };

export type PoolOptions = { databaseUrl: string; poolSize?: number; log?: Log };

/** `name`: as PostgreSQL shows the connections. */
type NamedPool = PoolOptions & { name: string };

export const connectWithinMs = 5_000;
const statementWithinMs = 10_000;
/** The server ends a statement first; this is for a server that is gone without a word. */
const answerWithinMs = 12_000;
/** How long a duplicate waits for the first of its Idempotency-Key to commit. */
export const lockWithinMs = 5_000;
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
    statement_timeout: statementWithinMs,
    query_timeout: answerWithinMs,
    lock_timeout: lockWithinMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};
