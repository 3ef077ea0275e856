import { sql } from 'kysely';

const campaignTables = [
  sql`create type campaign_status as enum ('draft', 'scheduled', 'running', 'paused', 'completed', 'canceled')`,
  sql`
    create table campaigns (
      id uuid primary key,
      name text not null,
      status campaign_status not null default 'draft',
      status_reason text,
      channel channel not null,
      category category not null,
      template_name text not null,
      template_language text not null,
      variables jsonb not null default '{}',
      sender_ids text[] not null check (cardinality(sender_ids) between 1 and 64),
      send_at timestamptz,
      sending_window jsonb,
      valid_seconds integer check (valid_seconds > 0),
      budget_amount numeric check (budget_amount > 0),
      budget_currency text,
      fallback jsonb,
      cap_messages smallint check (cap_messages > 0),
      cap_seconds integer check (cap_seconds > 0),
      consent_source text,
      consent_evidence text,
      dry_run boolean not null default false,
      recipients bigint not null default 0,
      version integer not null default 1,
      audience_version integer not null default 0,
      created_at timestamptz not null,
      created_by text not null,
      updated_at timestamptz not null,
      launched_at timestamptz,
      launched_by text,
      ignores_balance boolean,
      paused_at timestamptz,
      ended_at timestamptz,
      check ((budget_amount is null) = (budget_currency is null)),
      check ((cap_messages is null) = (cap_seconds is null)),
      check ((consent_source is null) = (consent_evidence is null))
    )`,
  sql`create index campaigns_by_status on campaigns (status, id)`,
  // Rows are only added. Without `by`, Recado acted on its own.
  sql`
    create table campaign_events (
      campaign_id uuid not null references campaigns (id),
      id uuid not null,
      at timestamptz not null,
      by text,
      type text not null,
      reason text,
      detail jsonb,
      primary key (campaign_id, id)
    )`,
  // The failure guard compares with these counts: those of the last start, or of the last look that found no fault.
  sql`
    create table campaign_watches (
      campaign_id uuid primary key references campaigns (id),
      since timestamptz not null,
      base jsonb not null
    )`,
  // Messages sent in each second of the last minute, as a ring.
  sql`
    create table campaign_paces (
      campaign_id uuid not null references campaigns (id),
      second smallint not null check (second between 0 and 59),
      at timestamptz not null,
      messages integer not null,
      primary key (campaign_id, second)
    ) with (fillfactor = 50)`,
];

/** The feeder of a sender walks the recipients of each campaign and set of time zones, from slot to slot. */
const feeding = [
  sql`
    create table feed_cursors (
      campaign_id uuid not null references campaigns (id),
      sender_id text not null references senders (id),
      zone_set smallint not null,
      slots smallint[] not null,
      slot smallint not null default 0,
      after uuid not null default '00000000-0000-0000-0000-000000000000',
      is_done boolean not null default false,
      primary key (campaign_id, sender_id, zone_set)
    ) with (fillfactor = 50)`,
  sql`create index feed_cursors_open on feed_cursors (sender_id) where not is_done`,
];

/**
 * A change of a campaign's message, or of a message's cost, adds a row to campaign_deltas. A maintenance task adds these up
 * in campaign_counts, campaign_costs, campaign_minutes and spend_days. The sum of both is exact at any time, however large the campaign is.
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
      day date not null,
      reached smallint not null default 0,
      at timestamptz not null default now()
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
  // A person counts once in `reached` even if both the WhatsApp message and its fallback SMS arrived.
  sql`
    create table campaign_costs (
      campaign_id uuid primary key references campaigns (id),
      amount numeric not null default 0,
      reached bigint not null default 0
    ) with (fillfactor = 50)`,
  // Changes in each minute that had any: what happened, also if it was undone later by a retry.
  sql`
    create table campaign_minutes (
      campaign_id uuid not null references campaigns (id),
      minute timestamptz not null,
      sent integer not null default 0,
      delivered integer not null default 0,
      read integer not null default 0,
      failed integer not null default 0,
      suppressed integer not null default 0,
      canceled integer not null default 0,
      cost numeric not null default 0,
      primary key (campaign_id, minute)
    ) with (fillfactor = 50)`,
  sql`create table spend_days (day date primary key, amount numeric not null default 0) with (fillfactor = 50)`,
];

/**
 * A message costs Twilio's price once that is known, and before that the expected cost. Unless Twilio's price of WhatsApp is
 * whole, it may lack Meta's fee: then the greater of both counts. A message costs nothing if it never left or did not arrive;
 * an undelivered SMS is charged all the same.
 */
const costOf = sql`
  create function cost_of(status message_status, channel channel, price numeric, cost numeric, is_whole boolean default false)
  returns numeric
  language sql immutable parallel safe
  return case
    when price is not null and (is_whole or channel <> 'whatsapp') then abs(price)
    else greatest(abs(price), case
      when status in ('accepted', 'sending', 'sent', 'delivered', 'read') then coalesce(cost, 0)
      when status = 'undelivered' and channel = 'sms' then coalesce(cost, 0)
      else 0
    end)
  end`;

/**
 * Twilio's price counts only in the currency of the price list, which budgets use too; otherwise the expected cost still
 * counts. A message outside a campaign counts once Twilio has told its price. The cost of a failed attempt stays spent when the message is retried.
 */
const changes = [
  sql`
  create function note_change() returns trigger language plpgsql as $$
  declare
    currency text := case
      when old.price is not null or new.price is not null then (select price_lists.currency from price_lists)
    end;
    price_before numeric := case when old.price_currency = currency then old.price end;
    price numeric := case when new.price_currency = currency then new.price end;
    is_whole boolean := currency is not null and exists (select from settings where name = 'whatsapp_price_is_whole');
  begin
    insert into campaign_deltas (
      campaign_id, is_fallback, status_before, reason_before, error_code_before, status, reason, error_code, cost_change,
      reached, day
    ) values (
      new.campaign_id, new.fallback_for is not null,
      old.status, old.reason, old.error_code, new.status, new.reason, new.error_code,
      case
        when new.campaign_id is null and new.price is null then 0
        else cost_of(new.status, new.channel, price, new.cost, is_whole)
      end - case
        when new.status = 'accepted' and old.status in ('failed', 'undelivered') or old.campaign_id is null and old.price is null then 0
        else cost_of(old.status, old.channel, price_before, old.cost, is_whole)
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
  end $$`,
  // A message outside a campaign costs one comparison here.
  sql`
    create trigger note_change after update on messages for each row
      when (
        new.campaign_id is not null
        and (old.status, old.reason, old.error_code, old.price, old.cost)
          is distinct from (new.status, new.reason, new.error_code, new.price, new.cost)
        or old.price is distinct from new.price
      )
      execute function note_change()`,
  // The fallback SMS of a campaign's message counts from its creation.
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

export const campaigns = [...campaignTables, ...feeding, ...counting, costOf, ...changes];
