import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * What a campaign may still spend, as a decimal number: its budget without what was charged and what is reserved. Others
 * who spend of it wait until this transaction ends; that is why the sum is a statement of its own, which sees theirs.
 */
export const holdBudget = async (db: Kysely<Schema>, campaignId: string): Promise<string> => {
  await sql`select from campaigns where id = ${campaignId} for no key update`.execute(db);
  const { rows } = await sql<{ left_over: string }>`
    select (
      budget_amount
      - coalesce((select amount from campaign_costs where campaign_id = ${campaignId}), 0)
      - coalesce((select sum(cost_change) from campaign_deltas where campaign_id = ${campaignId}), 0)
    )::text as left_over
    from campaigns where id = ${campaignId}`.execute(db);
  return rows[0]?.left_over ?? '0';
};
