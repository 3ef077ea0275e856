import { sql, type Kysely } from 'kysely';

const campaigns = [
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
      paused_at timestamptz,
      ended_at timestamptz,
      check ((budget_amount is null) = (budget_currency is null)),
      check ((cap_messages is null) = (cap_seconds is null)),
      check ((consent_source is null) = (consent_evidence is null))
    )`,
  // listCampaigns; the feeder and the watch over those that run.
  sql`create index campaigns_by_status on campaigns (status, id)`,
];

/**
 * A recipient has the id that its message will have: so one recipient cannot become two messages, and its columns are
 * sealed where they will lie. Slots divide the people between the senders of a pool; the feeder walks the primary key.
 */
const recipients = [
  sql`create table zone_sets (id smallint generated always as identity primary key, zones text[] not null unique)`,
  sql`
    create table recipients (
      campaign_id uuid not null references campaigns (id),
      id uuid not null,
      zone_set smallint not null,
      slot smallint not null check (slot between 0 and 63),
      segments smallint check (segments > 0),
      line bigint not null,
      country text,
      kept_back text,
      to_index bytea not null check (octet_length(to_index) = 32),
      to_sealed bytea not null,
      content_sealed bytea not null,
      fallback_id uuid,
      fallback_segments smallint check (fallback_segments > 0),
      fallback_to_sealed bytea,
      fallback_content_sealed bytea,
      primary key (campaign_id, zone_set, slot, id)
    ) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 500000)`,
  // One person once in a campaign, however often the file is sent.
  sql`create unique index recipients_by_person on recipients (campaign_id, to_index)`,
  // How many people of each set of zones a campaign has: what the feeder has cursors for.
  sql`
    create table audience_zones (
      campaign_id uuid not null references campaigns (id),
      zone_set smallint not null,
      people bigint not null,
      primary key (campaign_id, zone_set)
    )`,
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
  // The feeder of one sender.
  sql`create index feed_cursors_open on feed_cursors (sender_id) where not is_done`,
];

const imports = [
  sql`
    create table imports (
      id uuid primary key,
      campaign_id uuid not null references campaigns (id),
      at timestamptz not null,
      imported_by text not null,
      accepted bigint not null,
      duplicates bigint not null,
      rejected bigint not null,
      kept_back bigint not null,
      ignored_columns text[] not null default '{}'
    )`,
  sql`create index imports_by_campaign on imports (campaign_id, id)`,
  sql`
    create table import_rejections (
      import_id uuid not null,
      line bigint not null,
      field text not null,
      reason text not null
    )`,
  sql`create index import_rejections_by_import on import_rejections (import_id, line)`,
];

/** Of a campaign's message: which window it waits for, until when that is open, what it is expected to cost. */
const messages = [
  sql`
    alter table messages
      add column zone_set smallint,
      add column window_until timestamptz,
      add column cost numeric`,
  // Parked ones: they wait for their campaign or its window, and have no job.
  sql`
    create index messages_parked on messages (sender_id, campaign_id, zone_set, id)
      where status = 'accepted' and due_at = 'infinity'`,
  // How much of a sender's queue is campaigns'.
  sql`
    create index messages_fed on messages (sender_id, campaign_id)
      where status = 'accepted' and campaign_id is not null and due_at < 'infinity'`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter type event_type add value 'parked'`.execute(db);
  for (const statement of [...campaigns, ...recipients, ...imports, ...messages]) await statement.execute(db);
};
