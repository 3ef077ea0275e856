import type { Alert, Balance } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { alertOf, type AlertRow } from './budget-alerts.ts';

/** `undefined` until Twilio was asked. */
export const findBalance = async (db: Kysely<Schema>): Promise<Balance | undefined> => {
  const row = await db.selectFrom('account_balance').select(['amount', 'currency', 'read_at']).executeTakeFirst();
  return row && { amount: row.amount, currency: row.currency, readAt: row.read_at };
};

/** True for one of the workers that ask, if the last one asked `everyMs` ago or earlier. */
export const takeAccountLook = async (
  db: Kysely<Schema>,
  what: string,
  at: Date,
  everyMs: number,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('account_looks')
    .values({ what, looked_at: at })
    .onConflict((conflict) =>
      conflict
        .column('what')
        .doUpdateSet({ looked_at: at })
        .where('account_looks.looked_at', '<=', new Date(at.getTime() - everyMs)),
    )
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

/** The days whose spending makes an average day. The day under way is not over yet. */
const averagedDays = 30;

/**
 * Stores the balance, and records an alert if it is no more than an average day costs. There is one alert for each UTC day.
 * Without earlier spending, only an empty account raises one. Spending in another currency cannot be compared.
 */
export const saveBalance = async (
  db: Kysely<Schema>,
  { amount, currency, readAt: at }: Balance,
): Promise<Alert | undefined> => {
  const { rows } = await sql<AlertRow>`
    with today as (select (${at}::timestamptz at time zone 'UTC')::date as day),
    stored as (
      insert into account_balance (amount, currency, read_at) values (${amount}::numeric, ${currency}, ${at})
      on conflict (is_only) do update set amount = excluded.amount, currency = excluded.currency, read_at = excluded.read_at
    ),
    average as (
      select coalesce(round(sum(spend_days.amount) / greatest(1, max(today.day) - min(spend_days.day)), 2), 0) as cost
      from today left join spend_days on spend_days.day < today.day and spend_days.day >= today.day - ${averagedDays}::int
    )
    insert into alerts (id, subject, level, at, detail)
    select
      gen_random_uuid(), 'balance:' || today.day, 100, ${at}, json_build_object(
        'type', 'balance', 'currency', ${currency}::text, 'balance', ${amount}::text, 'average_day', average.cost::text
      )
    from today cross join average
    where ${amount}::numeric <= average.cost
      and not exists (select from price_lists where currency <> ${currency})
    on conflict (subject, level) do nothing
    returning id, level, at, detail`.execute(db);
  return rows[0] && alertOf(rows[0]);
};
