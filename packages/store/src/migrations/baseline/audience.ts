import { sql } from 'kysely';

const recipients = [
  sql`create table zone_sets (id smallint generated always as identity primary key, zones text[] not null unique)`,
  // A recipient has the id of its message, so it cannot become two messages; its columns are encrypted for that message.
  // Without a language, a recipient gets that of the campaign. Slots divide the recipients between the senders of a campaign. The feeder walks the primary key. `extra_segments` counts what an
  // SMS in UCS-2 would not need in GSM-7.
  sql`
    create table recipients (
      campaign_id uuid not null references campaigns (id),
      id uuid not null,
      zone_set smallint not null,
      slot smallint not null check (slot between 0 and 63),
      segments smallint check (segments > 0),
      extra_segments smallint check (extra_segments >= 0),
      line bigint not null,
      country text,
      language text,
      kept_back text,
      to_index bytea not null check (octet_length(to_index) = 32),
      to_sealed bytea not null,
      content_sealed bytea not null,
      fallback_id uuid,
      fallback_language text,
      fallback_segments smallint check (fallback_segments > 0),
      fallback_extra_segments smallint check (fallback_extra_segments >= 0),
      fallback_to_sealed bytea,
      fallback_content_sealed bytea,
      primary key (campaign_id, zone_set, slot, id)
    ) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 500000)`,
  // A person is in a campaign once, however often the file is imported.
  sql`create unique index recipients_by_person on recipients (campaign_id, to_index)`,
  // The number of recipients in each set of time zones; the feeder has a cursor for each.
  sql`
    create table audience_zones (
      campaign_id uuid not null references campaigns (id),
      zone_set smallint not null,
      people bigint not null,
      primary key (campaign_id, zone_set)
    )`,
  // The number of recipients in each language, of campaigns that write each person in their own. The launch checks these languages.
  sql`
    create table audience_languages (
      campaign_id uuid not null references campaigns (id),
      language text not null,
      fallback_language text not null default '',
      people bigint not null,
      primary key (campaign_id, language, fallback_language)
    )`,
];

// People of uploaded files who get nothing of a campaign. The feeder and the estimate look them up.
const exclusions = sql`
  create table exclusions (
    campaign_id uuid not null references campaigns (id),
    to_index bytea not null check (octet_length(to_index) = 32),
    primary key (campaign_id, to_index)
  )`;

const imports = [
  sql`
    create table imports (
      id uuid primary key,
      campaign_id uuid not null references campaigns (id),
      list text not null check (list in ('recipients', 'exclusions')),
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

export const audience = [...recipients, exclusions, ...imports];
