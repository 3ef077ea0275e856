import { sql, type RawBuilder } from 'kysely';

/** Whether messages of a campaign, a sender and a set of zones wait without a job. */
const hasParked = (senderId: RawBuilder<unknown>) => sql`exists (
  select from messages
  where messages.sender_id = ${senderId} and messages.campaign_id = audience_zones.campaign_id
    and messages.zone_set = audience_zones.zone_set and messages.status = 'accepted' and messages.due_at = 'infinity'
)`;

/** Whether people of a campaign, a sender and a set of zones were never fed. */
const hasNew = (senderId: RawBuilder<unknown>) => sql`exists (
  select from feed_cursors
  where feed_cursors.sender_id = ${senderId} and feed_cursors.campaign_id = audience_zones.campaign_id
    and feed_cursors.zone_set = audience_zones.zone_set and not feed_cursors.is_done
)`;

/** Both, of a sender, for each row of audience_zones. */
export const leftOf = (senderId: RawBuilder<unknown>) => ({ parked: hasParked(senderId), unfed: hasNew(senderId) });
