import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Those of the SIDs that no message has, nor had before it was retried. */
export const withoutOwner = async (db: Kysely<Schema>, sids: string[]): Promise<string[]> => {
  if (!sids.length) return [];
  const rows = await db
    .selectFrom('messages')
    .select('twilio_sid')
    .where('twilio_sid', 'in', sids)
    .union(db.selectFrom('former_sids').select('twilio_sid').where('twilio_sid', 'in', sids))
    .execute();
  const owned = new Set(rows.map((row) => row.twilio_sid));
  return sids.filter((sid) => !owned.has(sid));
};
