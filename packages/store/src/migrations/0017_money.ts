import { sql, type Kysely } from 'kysely';

/** A person whom both the WhatsApp message and the SMS in its place came to was reached once. */
const reached = [
  sql`alter table campaign_deltas add column reached smallint not null default 0`,
  sql`alter table campaign_costs add column reached bigint not null default 0`,
];

/** How many messages of a campaign went out in a second: of a minute, in a ring. */
const paces = sql`
  create table campaign_paces (
    campaign_id uuid not null references campaigns (id),
    second smallint not null check (second between 0 and 59),
    at timestamptz not null,
    messages integer not null,
    primary key (campaign_id, second)
  ) with (fillfactor = 50)`;

const prices = [
  // It is an example until somebody puts one.
  sql`alter table price_lists add column is_example boolean not null default false`,
  // Those whose price Twilio has not told yet, by when they were sent.
  sql`
    create index messages_unpriced on messages (sent_at)
      where price is null and status in ('sent', 'delivered', 'read', 'undelivered')`,
  // Twilio is asked for a price when a message is so old; place: those sent up to then were asked for.
  sql`
    create table price_looks (
      age_seconds integer primary key,
      place timestamptz not null,
      looked_at timestamptz not null default '-infinity'
    )`,
  sql`
    insert into price_looks (age_seconds, place)
    select age, now() - interval '1 day' from unnest(array[120, 900, 7200, 79200]) as age`,
];

const alerts = sql`
  alter table alerts
    add column id uuid not null unique,
    add column tries smallint not null default 0,
    add column next_at timestamptz not null`;

/**
 * Twilio's price counts only in the currency of the price list, the one that budgets are in: in another one, what was
 * expected goes on counting. What a try cost stays spent when the message is sent anew.
 */
const noteChange = sql`
  create or replace function note_change() returns trigger language plpgsql as $$
  declare
    currency text := case
      when old.price is not null or new.price is not null then (select price_lists.currency from price_lists)
    end;
    price_before numeric := case when old.price_currency = currency then old.price end;
    price numeric := case when new.price_currency = currency then new.price end;
  begin
    insert into campaign_deltas (
      campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code, cost_change,
      reached, day
    ) values (
      new.campaign_id, new.fallback_for is not null,
      old.status, old.reason, old.error_code, new.status, new.reason, new.error_code,
      cost_of(new.status, new.channel, price, new.cost) - case
        when new.status = 'accepted' and old.status in ('failed', 'undelivered') then 0
        else cost_of(old.status, old.channel, price_before, old.cost)
      end,
      (
        new.status in ('delivered', 'read') and old.status not in ('delivered', 'read') and not exists (
          select from messages as other
          where other.id = coalesce(new.fallback_id, new.fallback_for) and other.status in ('delivered', 'read')
        )
      )::int,
      (new.created_at at time zone 'UTC')::date
    );
    return null;
  end $$`;

/** An SMS that goes in the place of a campaign's message is counted from when there is one. */
const noteFallback = [
  sql`
    create function note_fallback() returns trigger language plpgsql as $$
    begin
      insert into campaign_deltas (campaign_id, is_fallback, status, cost_change, day)
      values (
        new.campaign_id, true, new.status, cost_of(new.status, new.channel, null, new.cost),
        (new.created_at at time zone 'UTC')::date
      );
      return null;
    end $$`,
  sql`
    create trigger note_fallback after insert on messages for each row
      when (new.campaign_id is not null and new.fallback_for is not null)
      execute function note_fallback()`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of [...reached, paces, ...prices, alerts, noteChange, ...noteFallback])
    await statement.execute(db);
};
