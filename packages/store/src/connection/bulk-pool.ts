import pg from 'pg';
import { byIndex, connectWithinMs, lockWithinMs, surviveBreaks, type PoolOptions } from '../postgres/pool.ts';
import { bulkName } from './process-name.ts';

/** Files that a process takes in at the same time. Others are told to come back. */
const atOnce = 3;

/** For one batch of a file, or for taking a whole audience away. */
const statementWithinMs = 300_000;
const answerWithinMs = 310_000;
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
    statement_timeout: statementWithinMs,
    query_timeout: answerWithinMs,
    lock_timeout: lockWithinMs,
    idle_in_transaction_session_timeout: silentWithinMs,
    keepAlive: true,
  });
  return surviveBreaks(pool, log);
};
