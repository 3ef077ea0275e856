import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Schema } from '../schema/index.ts';

/** One connection in a transaction: Kysely for its statements, the client for COPY. */
export type BulkTransaction = { db: Kysely<Schema>; client: PoolClient };

/** Kysely hands back what it connected with after each statement: here that is kept. */
const kyselyOn = (client: PoolClient): Kysely<Schema> => {
  const connection = { query: client.query.bind(client), release: () => {} } as unknown as PoolClient;
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
};

/** Commits what `run` does, or nothing of it. */
export const inBulkTransaction = async <T>(
  pool: Pool,
  run: (transaction: BulkTransaction) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    const result = await run({ db: kyselyOn(client), client });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      failure = cause;
    });
    throw error;
  } finally {
    // One that could not even roll back is closed, and PostgreSQL does it.
    client.release(failure);
  }
};
