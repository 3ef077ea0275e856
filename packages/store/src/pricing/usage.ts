import type { Alert, CountedSum, UncheckedDay, UsageCheck } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { alertOf, type AlertRow } from './budget-alerts.ts';
import { priceCategoryOf } from '../messages/eligibility.ts';

/** Twilio may tell the last prices of a day some hours after it. */
const pricesSettle = sql`interval '6 hours'`;
const lookBackDays = 3;

/** Finds the last day that is over, has messages and was not compared; what it cost, by channel and category. */
export const findUncheckedDay = async (db: Kysely<Schema>, at: Date): Promise<UncheckedDay | undefined> => {
  const { rows } = await sql<{ day: string; counted: CountedSum[] }>`
    with days as (
      select past::date as day from generate_series(
        (${at}::timestamptz at time zone 'UTC')::date - ${lookBackDays}::int,
        ((${at}::timestamptz - ${pricesSettle}) at time zone 'UTC')::date - 1, interval '1 day'
      ) as past
      where not exists (select from usage_checks where usage_checks.day = past::date and problem is null)
    ),
    ${counted},
    summed as (
      select day, channel, category, currency, trim_scale(sum(amount))::text as amount
      from counted join days using (day)
      group by day, channel, category, currency
    )
    select day::text, json_agg(json_build_object(
      'channel', channel, 'category', category, 'currency', currency, 'amount', amount
    ) order by channel, category, currency) as counted
    from summed group by day order by day desc limit 1`.execute(db);
  return rows[0];
};

/** A message without a price from Twilio counts its expected cost. */
const counted = sql`
  counted as (
    select day, channel, category, currency, amount from billed_days
    union all
    select (sent_at at time zone 'UTC')::date, channel, ${sql.raw(priceCategoryOf('messages'))},
      (select currency from price_lists), cost_of(status, channel, null, cost)
    from messages
    where price is null and status in ('sent', 'delivered', 'read', 'undelivered') and cost > 0
      and sent_at >= (select min(day) from days)::timestamp at time zone 'UTC'
  )`;

/** Stores the comparison of a day, and records its alert, one for each day. */
export const saveUsageCheck = async (
  db: Kysely<Schema>,
  { day, checkedAt: at, problem, sums, drifted }: UsageCheck,
): Promise<Alert | undefined> => {
  const detail = drifted?.length ? JSON.stringify({ type: 'usage', day, sums: drifted }) : null;
  const { rows } = await sql<AlertRow>`
    with stored as (
      insert into usage_checks (day, checked_at, problem, sums)
      values (${day}::date, ${at}, ${problem ?? null}, ${sums ? JSON.stringify(sums) : null}::jsonb)
      on conflict (day) do update
        set checked_at = excluded.checked_at, problem = excluded.problem, sums = excluded.sums
    )
    insert into alerts (id, subject, level, at, detail)
    select gen_random_uuid(), 'usage:' || ${day}::text, 100, ${at}, ${detail}::jsonb where ${detail !== null}
    on conflict (subject, level) do nothing
    returning id, level, at, detail`.execute(db);
  return rows[0] && alertOf(rows[0]);
};

/** The comparison of the last day that was tried; `undefined` before the first. */
export const findUsageCheck = async (db: Kysely<Schema>): Promise<UsageCheck | undefined> => {
  const { rows } = await sql<{
    day: string;
    checked_at: Date;
    problem: string | null;
    sums: UsageCheck['sums'] | null;
  }>`
    select day::text, checked_at, problem, sums from usage_checks order by day desc limit 1`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  return {
    day: row.day,
    checkedAt: row.checked_at,
    ...(row.problem !== null && { problem: row.problem }),
    ...(row.sums && { sums: row.sums }),
  };
};
