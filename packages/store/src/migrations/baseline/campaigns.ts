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
      language_per_recipient boolean not null default false,
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
      excluded_campaigns uuid[],
      dry_run boolean not null default false,
      audience_copy jsonb,
      first_part integer check (first_part > 0),
      first_part_fed_at timestamptz,
      recipients bigint not null default 0,
      exclusions bigint not null default 0,
      version integer not null default 1,
      audience_version integer not null default 0,
      created_at timestamptz not null,
      created_by text not null,
      updated_at timestamptz not null,
      launched_at timestamptz,
      launched_by text,
      trace bytea check (octet_length(trace) = 25),
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
  // The failure guard compares with the counts of the last look that found no fault, and for objections with those of the last start.
  sql`
    create table campaign_watches (
      campaign_id uuid primary key references campaigns (id),
      since timestamptz not null,
      base jsonb not null,
      start jsonb not null
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
 * Each statement that changes messages adds rows to campaign_deltas, one for each kind of change. A maintenance task adds these
 * up in the tables below and in those of reports. The sum of both is exact at any time, however large the campaign is.
 * - `cost_change` is for budgets; the costs and charges before and after the change are for reports.
 * - A message that a person sends adds a row without a status, and without an hour if it answers none of ours. `latencies` has the stages of messages that ended, see message-triggers.
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
      reached integer not null default 0,
      replies smallint not null default 0,
      replied smallint not null default 0,
      opted_out smallint not null default 0,
      button text,
      keyword text,
      at timestamptz not null default now(),
      hour timestamptz,
      sender_id text,
      channel channel,
      category category,
      template_name text,
      country text,
      api_key_id uuid,
      cost_before numeric not null default 0,
      cost numeric not null default 0,
      charged_before numeric not null default 0,
      charged numeric not null default 0,
      latencies text
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
  // A person counts once in each, even if both the WhatsApp message and its fallback SMS arrived or were answered.
  sql`
    create table campaign_costs (
      campaign_id uuid primary key references campaigns (id),
      amount numeric not null default 0,
      reached bigint not null default 0,
      replied bigint not null default 0,
      opted_out bigint not null default 0
    ) with (fillfactor = 50)`,
  // Times that each button was pressed. The text of a button is that of the template, the same for everyone.
  sql`
    create table campaign_buttons (
      campaign_id uuid not null references campaigns (id),
      button text not null,
      presses bigint not null,
      primary key (campaign_id, button)
    ) with (fillfactor = 50)`,
  // Messages by the time from sending until they were read, or first answered.
  sql`
    create table campaign_latencies (
      campaign_id uuid not null references campaigns (id),
      stage text not null check (stage in ('read', 'reply')),
      bucket smallint not null,
      messages bigint not null,
      primary key (campaign_id, stage, bucket)
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
      replied integer not null default 0,
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
 * The bucket of a duration: four for each doubling, from one millisecond on. The middle of bucket b is 2 ^ ((b - 0.5) / 4) ms,
 * which is within 9 % of all durations in it. PostgreSQL inlines the function, because it is not strict.
 */
const latencyBucket = sql`
  create function latency_bucket(since timestamptz, until timestamptz) returns smallint
  language sql immutable parallel safe
  return case
    when since is not null and until is not null
    then ceil(4 * ln(greatest(1, extract(epoch from until - since)::float8 * 1000)) / ln(2::float8))::smallint
  end`;

export const campaigns = [...campaignTables, ...feeding, ...counting, costOf, latencyBucket];
