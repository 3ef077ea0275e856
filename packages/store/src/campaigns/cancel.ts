import { sql, type Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema/index.ts';
import { poolOf } from './pool-of.ts';

/** What is parked and what has a job are found by different indexes. */
const places = { parked: sql`messages.due_at = 'infinity'`, queued: sql`messages.due_at < 'infinity'` };

type Asked = { campaignId: string; at: Date; limit: number };

const cancelIn = async (db: Kysely<Schema>, place: keyof typeof places, { campaignId, at, limit }: Asked) => {
  const { numAffectedRows } = await sql`
    with waiting as (
      select messages.id from campaigns
      join messages on messages.sender_id = any (${poolOf}) and messages.campaign_id = campaigns.id
      where campaigns.id = ${campaignId} and campaigns.status = 'canceled'
        and messages.status = 'accepted' and ${places[place]}
      limit ${limit}
      for no key update of messages skip locked
    ),
    canceled as (
      update messages set status = 'canceled', reason = 'campaign_canceled'
      from waiting where messages.id = waiting.id
      returning messages.id
    ),
    needless as (
      delete from fallbacks using canceled where fallbacks.message_id = canceled.id
    )
    insert into message_events (message_id, id, at, type, status)
    select id, ${uuidv7()}, ${at}, 'canceled', 'canceled' from canceled`.execute(db);
  return Number(numAffectedRows ?? 0n);
};

/**
 * Ends messages of a canceled campaign that wait: up to `limit` parked ones, and as many that have a job, which then finds
 * nothing to do. What a worker claims in this moment is left to it. Gives how many.
 */
export const cancelAccepted = async (
  db: Kysely<Schema>,
  campaignId: string,
  at: Date,
  limit: number,
): Promise<number> => {
  const asked = { campaignId, at, limit };
  return (await cancelIn(db, 'parked', asked)) + (await cancelIn(db, 'queued', asked));
};
