import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/**
 * Adds up to `limit` of the changes that wait in campaign_deltas to the counts, the costs, the days' spending and the pace, and
 * gives how many it were. Several workers may do so at once: each takes others, and all write in the same order.
 */
export const foldDeltas = async (db: Kysely<Schema>, limit: number): Promise<number> => {
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
      insert into campaign_costs (campaign_id, amount, reached)
      select campaign_id, sum(cost_change), sum(reached) from taken where campaign_id is not null
      group by 1 having sum(cost_change) <> 0 or sum(reached) <> 0
      order by 1
      on conflict (campaign_id) do update
        set amount = campaign_costs.amount + excluded.amount, reached = campaign_costs.reached + excluded.reached
    ),
    spent as (
      insert into spend_days (day, amount)
      select day, sum(cost_change) from taken
      group by 1 having sum(cost_change) <> 0
      order by 1
      on conflict (day) do update set amount = spend_days.amount + excluded.amount
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
    )
    select count(*)::int as folded from taken`.execute(db);
  return rows[0]?.folded ?? 0;
};
