import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Deletes at most `limit` of those made before `before`, and tells how many it were. */
export const deleteOldIdempotencyKeys = async (db: Kysely<Schema>, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from idempotency_keys
    where (owner, key) in (
      select owner, key
      from idempotency_keys
      where created_at < ${before}
      order by created_at
      limit ${limit}
      for update skip locked
    )`.execute(db);
  return Number(numAffectedRows ?? 0);
};
