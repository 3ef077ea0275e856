import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** People are divided into so many slots, by their index. */
const slots = 64;

/**
 * Puts a cursor at the start of each part of a campaign's audience: of sender k of n the slots with slot % n = k, for each
 * set of zones. Opening them again changes nothing. Belongs in the transaction that freezes the audience.
 */
export const openCursors = async (db: Kysely<Schema>, campaignId: string): Promise<void> => {
  await sql`
    insert into feed_cursors (campaign_id, sender_id, zone_set, slots)
    select campaigns.id, pool.sender_id, audience_zones.zone_set, array(
      select slot::smallint from generate_series(0, ${slots} - 1) as slot
      where slot % cardinality(campaigns.sender_ids) = pool.place - 1
    )
    from campaigns
    join audience_zones on audience_zones.campaign_id = campaigns.id
    cross join unnest(campaigns.sender_ids) with ordinality as pool (sender_id, place)
    where campaigns.id = ${campaignId}
    on conflict do nothing`.execute(db);
};
