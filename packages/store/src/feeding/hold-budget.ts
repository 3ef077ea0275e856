import type { BudgetLeft } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/**
 * All feeders spend of the day's budget, if there is one: they come one after the other. Before any campaign is held, so that
 * no two wait for each other.
 */
export const holdDay = async (db: Kysely<Schema>): Promise<void> => {
  await sql`select from settings where name = 'daily_budget' for no key update`.execute(db);
};

/**
 * What a campaign may still spend: the less of its own budget and of the day's in UTC, each without what was charged and
 * what is reserved; undefined when it has neither. Others who spend of it wait until this transaction ends; that is why the
 * sums are a statement of their own, which sees theirs.
 */
export const holdBudget = async (db: Kysely<Schema>, campaignId: string, at: Date): Promise<BudgetLeft | undefined> => {
  await sql`select from campaigns where id = ${campaignId} for no key update`.execute(db);
  const day = sql`(${at}::timestamptz at time zone 'UTC')::date`;
  const { rows } = await sql<BudgetLeft & { left: string | null }>`
    with budgets as (
      select 'budget' as of, budget_amount
        - coalesce((select amount from campaign_costs where campaign_id = ${campaignId}), 0)
        - coalesce((select sum(cost_change) from campaign_deltas where campaign_id = ${campaignId}), 0) as left_over
      from campaigns where id = ${campaignId}
      union all
      select 'daily_budget', (value ->> 'amount')::numeric
        - coalesce((select amount from spend_days where day = ${day}), 0)
        - coalesce((select sum(cost_change) from campaign_deltas where day = ${day}), 0)
      from settings where name = 'daily_budget'
    )
    select of, left_over::text as left from budgets where left_over is not null order by left_over limit 1`.execute(db);
  return rows[0];
};
