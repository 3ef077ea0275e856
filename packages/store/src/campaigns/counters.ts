import { zeroCounts, type GuardedCampaign, type OutcomeCounts } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { reportParts } from '../reports/fold.ts';
import type { Schema } from '../schema/index.ts';
import { buttonsIn, latenciesIn } from './engagement.ts';
import { changesByMinute } from './history.ts';

/**
 * Adds up to `limit` rows of campaign_deltas to the counts, costs, daily spending, pace and reports, and returns how many.
 * Several workers may run it at once: each takes different rows, and all write in the same order.
 */
export const applyDeltas = async (db: Kysely<Schema>, limit: number): Promise<number> => {
  const { rows } = await sql<{ folded: number }>`
    with taken as (
      delete from campaign_deltas
      where id in (select id from campaign_deltas order by id limit ${limit} for update skip locked)
      returning *
    ),
    moved as (
      select campaign_id, is_fallback, status, reason, error_code, n from taken
      where campaign_id is not null and status is not null
      union all
      select campaign_id, is_fallback, status_before, reason_before, error_code_before, -n from taken
      where campaign_id is not null and status_before is not null
    ),
    counted as (
      insert into campaign_counts (campaign_id, is_fallback, status, reason, error_code, messages)
      select campaign_id, is_fallback, status, coalesce(reason, ''), coalesce(error_code, 0), sum(n) from moved
      group by 1, 2, 3, 4, 5 having sum(n) <> 0
      order by 1, 2, 3, 4, 5
      on conflict (campaign_id, is_fallback, status, reason, error_code)
        do update set messages = campaign_counts.messages + excluded.messages
    ),
    costs as (
      insert into campaign_costs (campaign_id, amount, reached, replied, opted_out)
      select campaign_id, sum(cost_change), sum(reached), sum(replied), sum(opted_out) from taken
      where campaign_id is not null
      group by 1 having sum(cost_change) <> 0 or sum(reached + replied + opted_out) <> 0
      order by 1
      on conflict (campaign_id) do update set
        amount = campaign_costs.amount + excluded.amount,
        reached = campaign_costs.reached + excluded.reached,
        replied = campaign_costs.replied + excluded.replied,
        opted_out = campaign_costs.opted_out + excluded.opted_out
    ),
    pressed as (
      insert into campaign_buttons (campaign_id, button, presses)
      select * from (${buttonsIn(sql`taken`, sql`campaign_id is not null`)}) as presses
      order by 1, 2
      on conflict (campaign_id, button) do update set presses = campaign_buttons.presses + excluded.presses
    ),
    timed as (
      insert into campaign_latencies (campaign_id, stage, bucket, messages)
      select * from (${latenciesIn(sql`taken`, sql`campaign_id is not null`)}) as latencies
      order by 1, 2, 3
      on conflict (campaign_id, stage, bucket) do update
        set messages = campaign_latencies.messages + excluded.messages
    ),
    spent as (
      insert into spend_days (day, amount)
      select day, sum(cost_change) from taken
      group by 1 having sum(cost_change) <> 0
      order by 1
      on conflict (day) do update set amount = spend_days.amount + excluded.amount
    ),
    minuted as (
      insert into campaign_minutes (
        campaign_id, minute, sent, delivered, read, failed, suppressed, canceled, replied, cost
      )
      select * from (${changesByMinute(sql`taken`, sql`campaign_id is not null`)}) as changes
      order by 1, 2
      on conflict (campaign_id, minute) do update set
        sent = campaign_minutes.sent + excluded.sent,
        delivered = campaign_minutes.delivered + excluded.delivered,
        read = campaign_minutes.read + excluded.read,
        failed = campaign_minutes.failed + excluded.failed,
        suppressed = campaign_minutes.suppressed + excluded.suppressed,
        canceled = campaign_minutes.canceled + excluded.canceled,
        replied = campaign_minutes.replied + excluded.replied,
        cost = campaign_minutes.cost + excluded.cost
    ),
    paced as (
      insert into campaign_paces (campaign_id, second, at, messages)
      select campaign_id, floor(extract(second from now()))::smallint, date_trunc('second', now()), sum(n) from taken
      where campaign_id is not null and not is_fallback
        and status_before = 'sending' and status in ('sent', 'delivered', 'read', 'undelivered', 'failed')
      group by 1
      order by 1
      on conflict (campaign_id, second) do update set
        at = excluded.at,
        messages = excluded.messages + case when campaign_paces.at = excluded.at then campaign_paces.messages else 0 end
    ),
    ${reportParts()}
    select count(*)::int as folded from taken`.execute(db);
  return rows[0]?.folded ?? 0;
};

type Row = Omit<OutcomeCounts, 'codes'> & { campaign_id: string; codes: Record<string, number> | null };

/** Returns running campaigns with their outcome counts and the base from which failures are counted. */
export const findGuardedCampaigns = async (db: Kysely<Schema>): Promise<GuardedCampaign[]> => {
  const running = await db
    .selectFrom('campaigns')
    .leftJoin('campaign_watches', 'campaign_watches.campaign_id', 'campaigns.id')
    .select(['campaigns.id', 'category', 'campaign_watches.since', 'campaign_watches.base', 'campaign_watches.start'])
    .where('campaigns.status', '=', 'running')
    .execute();
  if (running.length === 0) return [];
  const outcomeCountsOf = await countCampaigns(
    db,
    running.map(({ id }) => id),
  );
  return running.map(({ id, category, since, base, start }) => ({
    id,
    isMarketing: category === 'marketing',
    start: start ?? zeroCounts,
    since: since ?? undefined,
    now: outcomeCountsOf(id),
    base: base ?? zeroCounts,
  }));
};

/** The current totals of these campaigns: the counters plus the deltas that are not added yet. */
const countCampaigns = async (db: Kysely<Schema>, ids: string[]): Promise<(id: string) => OutcomeCounts> => {
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
        status in ('delivered', 'read', 'failed', 'undelivered') as is_end, status in ('delivered', 'read') as is_arrival
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
      coalesce(sum(n) filter (where not is_fallback and is_arrival), 0)::int as delivered,
      (
        coalesce((select opted_out from campaign_costs where campaign_costs.campaign_id = summed.campaign_id), 0)
        + coalesce((select sum(opted_out) from campaign_deltas where campaign_deltas.campaign_id = summed.campaign_id), 0)
      )::int as "optedOut",
      coalesce(sum(n) filter (where is_fallback), 0)::int as fallbacks,
      coalesce(sum(n) filter (where is_fallback and is_failure), 0)::int as "failedFallbacks",
      (select codes from coded where coded.campaign_id = summed.campaign_id) as codes
    from summed
    group by campaign_id`.execute(db);
  const byCampaign = new Map(
    rows.map(({ campaign_id: id, codes, ...counts }) => [id, { ...counts, codes: codes ?? {} }] as const),
  );
  return (id) => byCampaign.get(id) ?? zeroCounts;
};

/** Counts rows of campaign_deltas that are not added up, up to `most`. */
export const countDeltas = async (db: Kysely<Schema>, most: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int from (select id from campaign_deltas order by id limit ${most}) as waiting`.execute(db);
  return rows[0]?.count ?? 0;
};

type Base = { id: string; at: Date; base: OutcomeCounts };

/** From now on a campaign is judged by what comes, not by what came. */
export const startGuard = async (db: Kysely<Schema>, id: string, at: Date): Promise<void> => {
  const base = (await countCampaigns(db, [id]))(id);
  await sql`${putBase({ id, at, base })}, start = excluded.start`.execute(db);
};

const putBase = ({ id, at, base }: Base) => sql`
  insert into campaign_watches (campaign_id, since, base, start)
  select ${id}::uuid, ${at}::timestamptz, base, base from (select ${JSON.stringify(base)}::jsonb as base) as counted
  on conflict (campaign_id) do update set since = excluded.since, base = excluded.base`;

/** Restarts the count at `base`, unless another worker restarted it since it was read. */
export const moveGuardBase = async (
  db: Kysely<Schema>,
  { id, since }: Pick<GuardedCampaign, 'id' | 'since'>,
  base: OutcomeCounts,
  at: Date,
): Promise<void> => {
  await sql`${putBase({ id, at, base })} where campaign_watches.since = ${since ?? null}`.execute(db);
};

/**
 * Deletes up to `limit` people that a sender with a limit, or its portfolio, reached more than a day ago. Then others may be reached.
 * Returns how many were deleted.
 */
export const forgetReached = async (db: Kysely<Schema>, at: Date, limit: number): Promise<number> => {
  const { rows } = await sql<{ forgotten: number }>`
    with counts as (select limit_group from reached_counts where people > 0 order by limit_group for no key update),
    old as (
      select reached_people.limit_group, reached_people.to_index
      from counts join reached_people on reached_people.limit_group = counts.limit_group
      where reached_people.at <= ${at}::timestamptz - interval '1 day'
      limit ${limit}
    ),
    forgotten as (
      delete from reached_people using old
      where reached_people.limit_group = old.limit_group and reached_people.to_index = old.to_index
        and reached_people.at <= ${at}::timestamptz - interval '1 day'
      returning reached_people.limit_group
    ),
    counted as (
      update reached_counts set people = people - gone.count
      from (select limit_group, count(*) from forgotten group by limit_group) as gone
      where reached_counts.limit_group = gone.limit_group
    )
    select count(*)::int as forgotten from forgotten`.execute(db);
  return rows[0]?.forgotten ?? 0;
};
