import type { Alert, DailyBudget, UsageSum } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { spentBy } from '../reports/fold.ts';
import type { Schema } from '../schema/index.ts';

type BudgetDetail = {
  type: 'budget';
  campaign_id: string | null;
  campaign_name: string | null;
  day: string | null;
  budget: string;
  spent: string;
  currency: string;
};

type UsageDetail = { type: 'usage'; day: string; sums: UsageSum[] };

type BalanceDetail = { type: 'balance'; balance: string; average_day: string; currency: string };

export type AlertRow = { id: string; level: number; at: Date; detail: BudgetDetail | BalanceDetail | UsageDetail };

/**
 * Records the budgets of which 50, 80 or 100 % are used, and returns the new ones. Each is returned to only one worker.
 * A budget that was raised counts as a new one.
 */
export const saveAlerts = async (db: Kysely<Schema>, at: Date): Promise<Alert[]> => {
  const { rows } = await sql<AlertRow>`
    with ${budgets(at)}, due as (
      select *, subject || ':' || trim_scale(budget) as named
      from budgets cross join unnest(array[50, 80, 100]::smallint[]) as levels (level)
      where spent * 100 >= budget * level or level = 100 and has_stopped
    )
    insert into alerts (id, subject, level, at, detail)
    select
      gen_random_uuid(), named, level, ${at}, json_build_object(
        'type', 'budget', 'campaign_id', campaign_id, 'campaign_name', campaign_name, 'day', day, 'currency', currency,
        'budget', trim_scale(budget)::text, 'spent', trim_scale(spent)::text
      )
    from due
    where not exists (select from alerts where alerts.subject = due.named and alerts.level = due.level)
    order by named, level
    on conflict (subject, level) do nothing
    returning id, level, at, detail`.execute(db);
  return rows.map(alertOf);
};

export const alertOf = ({ id, level, at, detail }: AlertRow): Alert => {
  if (detail.type === 'usage') return { id, at, type: 'usage', day: detail.day, sums: detail.sums };
  const money = (amount: string) => ({ amount, currency: detail.currency });
  if (detail.type === 'balance')
    return { id, at, type: 'balance', balance: money(detail.balance), averageDay: money(detail.average_day) };
  const of =
    detail.campaign_id === null
      ? { day: detail.day ?? '' }
      : { campaignId: detail.campaign_id, campaignName: detail.campaign_name ?? '' };
  return { id, at, type: 'budget', level, of, budget: money(detail.budget), spent: money(detail.spent) };
};

/** Budgets that are in use. One that stopped a campaign is used up, though the next message may have cost more than was left. */
const budgets = (at: Date) => sql`
  budgets as (
    select
      'campaign:' || campaigns.id as subject, campaigns.id as campaign_id, campaigns.name as campaign_name, null::date as day,
      campaigns.budget_amount as budget, campaigns.budget_currency as currency,
      ${spentBy('campaigns.id')} as spent,
      campaigns.status = 'paused' and campaigns.status_reason = 'budget' as has_stopped
    from campaigns
    where campaigns.budget_amount is not null
      and (campaigns.status in ('running', 'paused') or campaigns.ended_at > ${at}::timestamptz - interval '1 day')
    union all
    select
      'day:' || today.day, null, null, today.day, (value ->> 'amount')::numeric, value ->> 'currency',
      ${spentOn('today.day')},
      exists (
        select from campaigns
        where status = 'paused' and status_reason = 'daily_budget' and (paused_at at time zone 'UTC')::date = today.day
      )
    from settings cross join (select (${at}::timestamptz at time zone 'UTC')::date as day) as today
    where name = 'daily_budget'
  )`;

const spentOn = (day: string) =>
  sql.raw(`(
    coalesce((select amount from spend_days where spend_days.day = ${day}), 0)
    + coalesce((select sum(cost_change) from campaign_deltas where campaign_deltas.day = ${day}), 0)
  )`);

const mostDays = 400;

/** The daily budget, and what counted towards it on the UTC days of this time; `undefined` without a daily budget. */
export const loadDailyBudget = async (
  db: Kysely<Schema>,
  { since, until }: { since: Date; until: Date },
): Promise<DailyBudget | undefined> => {
  const { rows } = await sql<DailyBudget>`
    select value ->> 'amount' as amount, value ->> 'currency' as currency, coalesce((
      select json_agg(json_build_object('day', day::text, 'spent', trim_scale(spent)::text) order by day)
      from (
        select past::date as day, ${spentOn('past::date')} as spent
        from generate_series(
          greatest(
            date_trunc('day', ${since}::timestamptz at time zone 'UTC'),
            ${until}::timestamptz at time zone 'UTC' - ${`${mostDays} days`}::interval
          ),
          ${until}::timestamptz at time zone 'UTC' - interval '1 microsecond', interval '1 day'
        ) as past
      ) as days where spent <> 0
    ), '[]') as days
    from settings where name = 'daily_budget'`.execute(db);
  return rows[0];
};

/** The daily budget of this UTC day and what is spent of it; `undefined` without a daily budget. */
export const findDaySpending = async (db: Kysely<Schema>, at: Date): Promise<DaySpending | undefined> => {
  const { rows } = await sql<DaySpending>`
    with ${budgets(at)}
    select budget::float8, spent::float8, currency from budgets where campaign_id is null`.execute(db);
  return rows[0];
};

export type DaySpending = { budget: number; spent: number; currency: string };
