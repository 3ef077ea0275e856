import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Whoever changes or freezes a campaign's audience holds this to the end of the transaction. False: another does. */
export const tryImportLock = async (db: Kysely<Schema>, campaignId: string): Promise<boolean> => {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`import:${campaignId}`}, 0)) as taken`.execute(db);
  return rows[0]?.taken === true;
};
