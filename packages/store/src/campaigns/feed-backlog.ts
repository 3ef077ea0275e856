import type { SendingWindow } from '@recado/contract';
import { defaultMarketingWindow, type FeedLine, type FeedPart } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { leftOf } from '../feeding/parts.ts';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';

type Row = {
  id: string;
  is_marketing: boolean;
  sending_window: SendingWindow | null;
  quiet_hours: SendingWindow | null;
  has_budget: boolean;
  has_basis: boolean;
  parts: FeedPart[] | null;
};

const windowOf = ({ is_marketing: isMarketing, sending_window: own, quiet_hours: usual }: Row) =>
  own ?? (isMarketing ? (usual ?? defaultMarketingWindow) : null);

/** The running campaigns that have somebody for a sender, in the order in which they were made. */
export const findLines = async (db: Kysely<Schema>, senderId: string): Promise<FeedLine[]> => {
  const { parked, unfed } = leftOf(sql`${senderId}`);
  const { rows } = await sql<Row>`
    select
      campaigns.id, campaigns.category = 'marketing' as is_marketing, campaigns.sending_window,
      (select value from settings where name = 'quiet_hours') as quiet_hours,
      campaigns.budget_amount is not null or exists (select from settings where name = 'daily_budget') as has_budget, campaigns.consent_source is not null as has_basis,
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
          parts: row.parts,
          ...given({ window: windowOf(row) }),
        }
      : [],
  );
};
