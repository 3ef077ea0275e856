import { emptyTally, type CampaignTally } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Row = Omit<CampaignTally, 'codes'> & { campaign_id: string; codes: Record<string, number> | null };

/** What the messages of these campaigns came to by now: what was added up, and what was not yet. */
export const tallyCampaigns = async (db: Kysely<Schema>, ids: string[]): Promise<(id: string) => CampaignTally> => {
  const { rows } = await sql<Row>`
    with counted as (
      select campaign_id, is_fallback, status, error_code, messages as n
      from campaign_counts where campaign_id = any (${ids}::uuid[])
      union all
      select campaign_id, is_fallback, status, coalesce(error_code, 0), n
      from campaign_deltas where campaign_id = any (${ids}::uuid[]) and status is not null
      union all
      select campaign_id, is_fallback, status_before, coalesce(error_code_before, 0), -n
      from campaign_deltas where campaign_id = any (${ids}::uuid[]) and status_before is not null
    ),
    summed as (
      select campaign_id, is_fallback, error_code, sum(n)::int as n, status in ('failed', 'undelivered') as is_failure,
        status in ('delivered', 'read', 'failed', 'undelivered') as is_end
      from counted
      where status in ('sent', 'delivered', 'read', 'failed', 'undelivered')
        or is_fallback and status in ('accepted', 'sending')
      group by campaign_id, is_fallback, error_code, status
    ),
    coded as (
      select campaign_id, jsonb_object_agg(error_code, n) as codes
      from (
        select campaign_id, error_code, sum(n)::int as n from summed where is_failure and error_code <> 0
        group by campaign_id, error_code
      ) as failures
      group by campaign_id
    )
    select campaign_id,
      coalesce(sum(n) filter (where not is_fallback), 0)::int as tried,
      coalesce(sum(n) filter (where not is_fallback and is_end), 0)::int as ended,
      coalesce(sum(n) filter (where not is_fallback and is_failure), 0)::int as failed,
      coalesce(sum(n) filter (where is_fallback), 0)::int as fallbacks,
      coalesce(sum(n) filter (where is_fallback and is_failure), 0)::int as "failedFallbacks",
      (select codes from coded where coded.campaign_id = summed.campaign_id) as codes
    from summed
    group by campaign_id`.execute(db);
  const tallies = new Map(
    rows.map(({ campaign_id: id, codes, ...counts }) => [id, { ...counts, codes: codes ?? {} }] as const),
  );
  return (id) => tallies.get(id) ?? emptyTally;
};
