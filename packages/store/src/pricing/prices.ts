import type { AuditEntry, ListedPrice, Priced, PriceList, PriceLook, Unpriced } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { writeAuditEntry } from '../audit/audit.ts';
import { priceCategoryOf } from '../messages/eligibility.ts';
import { hasSid } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** The price list in force; undefined before one was seeded. */
export const findPrices = (db: Kysely<Schema>): Promise<PriceList | undefined> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const list = await trx.selectFrom('price_lists').selectAll().executeTakeFirst();
      if (!list) return undefined;
      const { currency, version, is_example: isExample, updated_at: updatedAt } = list;
      return { currency, version, isExample, updatedAt, prices: await selectPrices(trx) };
    });

const selectPrices = (db: Kysely<Schema>) =>
  db
    .selectFrom('prices')
    .select(['channel', 'category', 'country', 'amount'])
    .orderBy('channel')
    .orderBy('country')
    .orderBy('category')
    .execute();

type NewList = { currency: string; prices: readonly ListedPrice[]; at: Date; audit?: AuditEntry | undefined };

/** Replaces the price list. Simultaneous calls run one after another, so the last list is complete. */
export const savePrices = (db: Kysely<Schema>, { currency, prices, at, audit }: NewList): Promise<PriceList> =>
  db.transaction().execute(async (trx) => {
    const { version } = await trx
      .insertInto('price_lists')
      .values({ currency, updated_at: at })
      .onConflict((conflict) =>
        conflict
          .column('is_current')
          .doUpdateSet({ currency, updated_at: at, is_example: false, version: sql`price_lists.version + 1` }),
      )
      .returning('version')
      .executeTakeFirstOrThrow();
    await trx.deleteFrom('prices').execute();
    if (prices.length)
      await trx
        .insertInto('prices')
        .values([...prices])
        .execute();
    if (audit) await writeAuditEntry(trx, { ...audit, detail: { ...audit.detail, version } });
    return { currency, version, isExample: false, updatedAt: at, prices: await selectPrices(trx) };
  });

/** Puts an example where there is no list at all. */
export const seedPrices = (
  db: Kysely<Schema>,
  currency: string,
  prices: readonly ListedPrice[],
  at: Date,
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('price_lists')
      .values({ currency, updated_at: at, is_example: true })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows)
      await trx
        .insertInto('prices')
        .values([...prices])
        .execute();
  });

/**
 * Writes down what Twilio charged, of messages that had no price, and adds what they count to their day. Rows are locked in
 * order of id, as everywhere.
 */
export const setPrices = async (db: Kysely<Schema>, prices: readonly Priced[]): Promise<number> => {
  if (prices.length === 0) return 0;
  const { numAffectedRows } = await sql`
    with requested as (
      select distinct on ("twilioSid") * from json_to_recordset(${JSON.stringify(prices)}::json)
        as requested ("twilioSid" text, amount numeric, currency text)
    ),
    locked as (
      select messages.id, messages.channel, requested.amount, requested.currency,
        (coalesce(messages.sent_at, messages.created_at) at time zone 'UTC')::date as day,
        ${sql.raw(priceCategoryOf('messages'))} as price_category,
        case
          when requested.currency = (select currency from price_lists) then cost_of(
            messages.status, messages.channel, requested.amount, messages.cost,
            exists (select from settings where name = 'whatsapp_price_is_whole')
          )
          else abs(requested.amount)
        end as counted
      from requested join messages on ${sql.raw(hasSid('requested."twilioSid"'))}
      where messages.price is null
      order by messages.id
      for no key update of messages
    ),
    billed as (
      insert into billed_days (day, channel, category, currency, amount)
      select day, channel, price_category, currency, sum(counted) from locked
      group by day, channel, price_category, currency
      order by day, channel, price_category, currency
      on conflict (day, channel, category, currency) do update set amount = billed_days.amount + excluded.amount
    )
    update messages set price = trim_scale(abs(locked.amount)), price_currency = locked.currency
    from locked where messages.id = locked.id`.execute(db);
  return Number(numAffectedRows ?? 0);
};

/** The budgets in another currency: the daily budget, and those of campaigns that are not over. */
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

/** After a long stop, prices of older messages are not looked up. */
const oldest = sql`interval '26 hours'`;

/** Takes the look that has waited longest, if one has for `pauseMs`: of many workers that ask, one gets it. */
export const takeLook = async (db: Kysely<Schema>, at: Date, pauseMs: number): Promise<PriceLook | undefined> => {
  const { rows } = await sql<PriceLook>`
    update price_looks set looked_at = ${at}
    where age_seconds = (
      select age_seconds from price_looks where looked_at <= ${at}::timestamptz - ${pauseMs} * interval '1 ms'
      order by looked_at, age_seconds limit 1
      for no key update skip locked
    )
    returning age_seconds as "ageSeconds", greatest(place, ${at}::timestamptz - ${oldest}) as "from",
      ${at}::timestamptz - age_seconds * interval '1 s' as until`.execute(db);
  return rows[0];
};

/** Messages of a look that are charged for and have no price, the oldest first. WhatsApp charges nothing for what it did not deliver. */
export const findUnpriced = async (
  db: Kysely<Schema>,
  { from, until }: PriceLook,
  limit: number,
): Promise<Unpriced[]> => {
  const { rows } = await sql<Unpriced>`
    select twilio_sid as "twilioSid", sent_at as "sentAt" from messages
    where price is null and status in ('sent', 'delivered', 'read', 'undelivered')
      and sent_at > ${from} and sent_at <= ${until}
      and twilio_sid is not null and (status <> 'undelivered' or channel = 'sms')
    order by sent_at limit ${limit}`.execute(db);
  return rows;
};

export const passLook = async (db: Kysely<Schema>, ageSeconds: number, until: Date): Promise<void> => {
  await db
    .updateTable('price_looks')
    .set({ place: until })
    .where('age_seconds', '=', ageSeconds)
    .where('place', '<', until)
    .execute();
};
