import { sql, type Kysely } from 'kysely';

const prices = [
  sql`
    create table price_lists (
      is_current boolean primary key default true check (is_current),
      currency text not null,
      version integer not null default 1,
      updated_at timestamptz not null
    )`,
  // A country of '*' is any other. Of SMS the price is for a segment.
  sql`
    create table prices (
      channel channel not null,
      category category not null,
      country text not null,
      amount numeric not null check (amount >= 0),
      primary key (channel, category, country)
    )`,
];

/**
 * Counting by the way: a change of a campaign's message, or of what a message costs, leaves a row here; upkeep adds the
 * rows up into campaign_counts and spend_days. A sum of both is exact at any time and costs the same at a million people.
 */
const counting = [
  sql`
    create table campaign_deltas (
      id bigint generated always as identity primary key,
      campaign_id uuid,
      is_fallback boolean not null default false,
      status_before message_status,
      reason_before text,
      error_code_before integer,
      status message_status,
      reason text,
      error_code integer,
      n integer not null default 1,
      cost_change numeric not null default 0,
      day date not null
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`,
  sql`create index campaign_deltas_by_campaign on campaign_deltas (campaign_id) where campaign_id is not null`,
  sql`
    create table campaign_counts (
      campaign_id uuid not null references campaigns (id),
      is_fallback boolean not null,
      status message_status not null,
      reason text not null default '',
      error_code integer not null default 0,
      messages bigint not null,
      primary key (campaign_id, is_fallback, status, reason, error_code)
    ) with (fillfactor = 50)`,
  sql`
    create table campaign_costs (
      campaign_id uuid primary key references campaigns (id),
      amount numeric not null default 0
    ) with (fillfactor = 50)`,
  sql`create table spend_days (day date primary key, amount numeric not null default 0) with (fillfactor = 50)`,
  sql`
    create table alerts (
      subject text not null,
      level smallint not null,
      at timestamptz not null,
      told_at timestamptz,
      detail jsonb not null,
      primary key (subject, level)
    )`,
];

/**
 * What a message costs as far as is known: Twilio's price once it is there, before that what was expected, and nothing
 * for what never left or did not arrive. An SMS that was not delivered is charged all the same.
 */
const costOf = sql`
  create function cost_of(status message_status, channel channel, price numeric, cost numeric) returns numeric
  language sql immutable parallel safe
  return case
    when price is not null then abs(price)
    when status in ('accepted', 'sending', 'sent', 'delivered', 'read') then coalesce(cost, 0)
    when status = 'undelivered' and channel = 'sms' then coalesce(cost, 0)
    else 0
  end`;

const note = [
  sql`
    create function note_change() returns trigger language plpgsql as $$
    begin
      insert into campaign_deltas (
        campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code, cost_change, day
      ) values (
        new.campaign_id, new.fallback_for is not null,
        old.status, old.reason, old.error_code, new.status, new.reason, new.error_code,
        cost_of(new.status, new.channel, new.price, new.cost) - cost_of(old.status, old.channel, old.price, old.cost),
        (new.created_at at time zone 'UTC')::date
      );
      return null;
    end $$`,
  // A message of no campaign pays for this comparison alone.
  sql`
    create trigger note_change after update on messages for each row
      when (
        new.campaign_id is not null
        and (old.status, old.reason, old.error_code, old.price, old.cost)
          is distinct from (new.status, new.reason, new.error_code, new.price, new.cost)
        or old.price is distinct from new.price
      )
      execute function note_change()`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of [...prices, ...counting, costOf, ...note]) await statement.execute(db);
};
