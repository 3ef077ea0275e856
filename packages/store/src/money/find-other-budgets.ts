import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** What is counted in another currency: the daily budget, and campaigns that are not over. */
export const findOtherBudgets = async (db: Kysely<Schema>, currency: string): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select 'the daily budget' as name from settings
    where name = 'daily_budget' and value ->> 'currency' <> ${currency}
    union all
    (
      select 'campaign ' || name from campaigns
      where budget_currency <> ${currency} and status not in ('completed', 'canceled')
      order by id limit 10
    )`.execute(db);
  return rows.map(({ name }) => name);
};
