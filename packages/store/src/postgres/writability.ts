import { sql, type Kysely } from 'kysely';
import { Unavailable } from '@recado/messaging';
import type { Schema } from '../schema/index.ts';

/** After this time a database that was full counts as writable again, until the next write fails. */
const fullForMs = 10_000;

/**
 * Tells whether PostgreSQL takes writes. A read does not notice a full disk, and a probe that writes would fill it
 * further. So a write that failed on a full disk counts for a while.
 */
export const makeWritability = (db: Kysely<Schema>, elapsed = () => performance.now()) => {
  let fullAt: number | undefined;
  return {
    recordFailure: (error: unknown): void => {
      const source = error instanceof Unavailable ? error.cause : error;
      if (isFull(source)) fullAt = elapsed();
    },
    /** Throws while PostgreSQL does not answer, is read-only, or was full a moment ago. */
    check: async (): Promise<void> => {
      const { rows } = await sql<{ readOnly: boolean }>`
        select current_setting('transaction_read_only')::boolean as "readOnly"`.execute(db);
      if (rows[0]?.readOnly) throw refusal('PostgreSQL is read-only: it is a standby, or was set so');
      if (fullAt !== undefined && elapsed() - fullAt < fullForMs) throw refusal('The disk of PostgreSQL is full');
    },
  };
};

const fullCodes = new Set(['53100', '58030']);

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && fullCodes.has(String(error.code));

const refusal = (message: string) => new Unavailable('postgresql', { cause: new Error(message), refusesWrites: true });
