import { sql } from 'kysely';

const figures = sql`
  messages bigint not null default 0,
  cost numeric not null default 0,
  charged numeric not null default 0,
  reached bigint not null default 0,
  replied bigint not null default 0,
  opted_out bigint not null default 0`;

const durations = sql`
  sender_id text not null,
  category category not null,
  stage smallint not null check (stage between 1 and 5),
  bucket smallint not null check (bucket >= 0),
  messages bigint not null`;

/**
 * Messages by the UTC hour in which they were accepted, added up from campaign_deltas. They count facts about messages
 * without their persons, so erasure and retention of messages leave them as they are.
 */
export const reports = [
  // Empty texts and 0 stand for none, so that one index finds a key. `sending` counts as `accepted`.
  sql`
    create table report_keys (
      id integer generated always as identity primary key,
      sender_id text not null,
      channel channel not null,
      category category not null,
      template_name text not null,
      country text not null,
      campaign_id text not null,
      api_key_id text not null,
      status message_status not null,
      reason text not null,
      error_code integer not null,
      unique (campaign_id, template_name, sender_id, status, error_code, reason, country, api_key_id, category, channel)
    )`,
  // Answers count under the status `accepted`, with which each message begins. `cost` is Twilio's price or the expected one, as in budgets; `charged` is the part that Twilio told.
  sql`
    create table report_hours (
      hour timestamptz not null,
      key_id integer not null references report_keys (id),
      ${figures},
      primary key (hour, key_id)
    ) with (fillfactor = 70)`,
  // The same by the day of the setting report_timezone in which the hour begins.
  sql`
    create table report_days (
      day date not null,
      key_id integer not null references report_keys (id),
      ${figures},
      primary key (day, key_id)
    ) with (fillfactor = 70)`,
  // Stages: 1 waited for its turn, 2 Twilio took it, 3 arrived, 4 was read, 5 was answered. For `bucket` see latency_bucket.
  sql`
    create table latency_hours (
      hour timestamptz not null,
      ${durations},
      primary key (hour, sender_id, category, stage, bucket)
    ) with (fillfactor = 70)`,
  // The same by day, as report_days.
  sql`
    create table latency_days (
      day date not null,
      ${durations},
      primary key (day, sender_id, category, stage, bucket)
    ) with (fillfactor = 70)`,
  // Messages that people sent, by the hour in which they came. Empty texts stand for none.
  sql`
    create table inbound_hours (
      hour timestamptz not null,
      sender_id text not null,
      campaign_id text not null,
      keyword text not null,
      button text not null,
      messages bigint not null,
      primary key (hour, sender_id, campaign_id, keyword, button)
    ) with (fillfactor = 70)`,
  // People who waited for an answer, by the hour in which they wrote. Without an answer, the bucket is -1.
  sql`
    create table answer_hours (
      hour timestamptz not null,
      sender_id text not null,
      campaign_id text not null,
      answered_by text not null,
      bucket smallint not null check (bucket >= -1),
      people bigint not null,
      within_day bigint not null,
      windows_closed bigint not null,
      primary key (hour, sender_id, campaign_id, answered_by, bucket)
    ) with (fillfactor = 70)`,
];
