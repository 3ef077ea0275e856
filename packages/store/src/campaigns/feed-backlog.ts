import type { SendingWindow } from '@recado/contract';
import { defaultMarketingWindow, type CampaignBacklog, type ZoneGroup, type RecordedSender } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { senderOfRow } from '../senders/senders.ts';

type Row = {
  id: string;
  is_marketing: boolean;
  sending_window: SendingWindow | null;
  quiet_hours: SendingWindow | null;
  has_budget: boolean;
  has_basis: boolean;
  has_first_part: boolean;
  parts: ZoneGroup[] | null;
};

/** Returns the running campaigns that have recipients for a sender, in order of creation. */
export const findBacklog = async (db: Kysely<Schema>, senderId: string): Promise<CampaignBacklog[]> => {
  const { parked, unfed } = leftOf(sql`${senderId}`);
  const { rows } = await sql<Row>`
    select
      campaigns.id, campaigns.category = 'marketing' as is_marketing, campaigns.sending_window,
      (select value from settings where name = 'quiet_hours') as quiet_hours,
      campaigns.budget_amount is not null or exists (select from settings where name = 'daily_budget') as has_budget, campaigns.consent_source is not null as has_basis,
      campaigns.first_part is not null as has_first_part,
      (
        select json_agg(left_over) filter (where "hasParked" or "hasNew")
        from (
          select audience_zones.zone_set as "zoneSet", zone_sets.zones,
            ${parked} as "hasParked", ${unfed} as "hasNew"
          from audience_zones join zone_sets on zone_sets.id = audience_zones.zone_set
          where audience_zones.campaign_id = campaigns.id
        ) as left_over
      ) as parts
    from campaigns where status = 'running'
    order by id`.execute(db);
  return rows.flatMap((row) =>
    row.parts
      ? {
          campaignId: row.id,
          hasBudget: row.has_budget,
          hasConsentBasis: row.has_basis,
          hasFirstPart: row.has_first_part,
          parts: row.parts,
          ...omitNulls({ window: windowOf(row) }),
        }
      : [],
  );
};

const windowOf = ({ is_marketing: isMarketing, sending_window: own, quiet_hours: usual }: Row) =>
  own ?? (isMarketing ? (usual ?? defaultMarketingWindow) : null);

/** Returns whether messages of a campaign, a sender and a set of zones wait without a job. */
const hasParked = (senderId: RawBuilder<unknown>) => sql`exists (
  select from messages
  where messages.sender_id = ${senderId} and messages.campaign_id = audience_zones.campaign_id
    and messages.zone_set = audience_zones.zone_set and messages.indexed_as = 'accepted' and messages.due_at = 'infinity'
)`;

/** Returns whether a campaign, a sender and a set of zones have people who were never fed. */
const hasNew = (senderId: RawBuilder<unknown>) => sql`exists (
  select from feed_cursors
  where feed_cursors.sender_id = ${senderId} and feed_cursors.campaign_id = audience_zones.campaign_id
    and feed_cursors.zone_set = audience_zones.zone_set and not feed_cursors.is_done
)`;

/** Returns both values of a sender for each row of audience_zones. */
const leftOf = (senderId: RawBuilder<unknown>) => ({ parked: hasParked(senderId), unfed: hasNew(senderId) });

const { parked: anyParked, unfed: anyUnfed } = leftOf(sql.ref('senders.id'));

/** Returns senders for which a running campaign has people who are parked or were never fed. */
export const findSendersToFeed = async (db: Kysely<Schema>): Promise<RecordedSender[]> => {
  const rows = await db
    .selectFrom('senders')
    .selectAll()
    .where(
      sql<boolean>`exists (
        select from campaigns join audience_zones on audience_zones.campaign_id = campaigns.id
        where campaigns.status = 'running' and (${anyUnfed} or ${anyParked})
      )`,
    )
    .execute();
  return rows.map(senderOfRow);
};
