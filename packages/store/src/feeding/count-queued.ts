import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** How much of a sender's queue is each campaign's: messages, and segments of SMS. What is parked has no job. */
export const countQueued = async (db: Kysely<Schema>, senderId: string): Promise<Map<string, number>> => {
  const { rows } = await sql<{ campaign_id: string; units: number }>`
    select campaign_id, sum(coalesce(segments, 1))::int as units
    from messages
    where sender_id = ${senderId} and status = 'accepted' and campaign_id is not null and due_at < 'infinity'
    group by campaign_id`.execute(db);
  return new Map(rows.map(({ campaign_id: campaignId, units }) => [campaignId, units]));
};
