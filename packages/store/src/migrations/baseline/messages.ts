import { sql } from 'kysely';
import { messagePartitions } from './message-partitions.ts';

const types = [
  sql`
    create type message_status as enum (
      'accepted', 'sending', 'sent', 'delivered', 'read',
      'undelivered', 'failed', 'suppressed', 'expired', 'canceled'
    )`,
  // `accepted` is no event: the message's created_at has the time.
  sql`
    create type event_type as enum (
      'submitted', 'rejected', 'throttled', 'unsent', 'unknown',
      'callback', 'canceled', 'expired', 'suppressed', 'failed',
      'found_at_twilio', 'not_found_at_twilio', 'lookup_failed', 'match_withdrawn', 'stopped', 'retried', 'fallback_queued',
      'waiting'
    )`,
  sql`create type wish as enum ('stop', 'start', 'help')`,
];

/**
 * Columns that change are together: the log of a change within a page has the bytes from the first changed column to the last.
 *
 * A change of a column that an index names costs an entry in every index. So indexes name `indexed_as` and not `status`:
 * it changes at the claim and at the end. A message keeps `sending` there when Twilio takes it, and its `due_at` stays that
 * of the claim. If nothing was heard until then, takeMissingCallbacks sets `is_late`. Delivered messages have null.
 *
 * - `due_at` is the time of the next action. An accepted message is sent, a claimed one is looked up at Twilio, and a missing
 *   status of a sent one is fetched. `infinity`: it waits for its campaign, without a job.
 * - `attempts_before` and former_sids separate the attempts before a retry from those after it: the row stays the same.
 * - `zone_set` and `window_until` belong to a campaign's message: its time zones, and the end of its open window.
 * - `replied_at` and `opted_out_at` are the first times that the person answered it so. They count once.
 * - `has_delivery_receipt` and `has_read_receipt`: Twilio's callback gave delivered_at or read_at, and has no event of its own.
 *   So has the callback `sent` of `sent_receipt_at`. `submitted_attempt` is the attempt whose answer is sent_at and twilio_sid.
 * - `country` is the one of the number, and `api_key_id` the key that made a message outside a campaign. Reports count by both.
 * - `trace` is the span that created it: 16 bytes of trace id, 8 of span id, 1 of flags. Null unless that span is sampled.
 * - `cost` is expected, by the price list. An SMS outside a campaign has none.
 */
const messageTable = sql`
  create table messages (
    id uuid not null,
    created_at timestamptz not null,
    due_at timestamptz not null,
    send_at timestamptz,
    valid_until timestamptz,
    window_until timestamptz,
    claimed_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    sent_receipt_at timestamptz,
    replied_at timestamptz,
    opted_out_at timestamptz,
    status message_status not null,
    indexed_as message_status generated always as (
      case
        when status in ('delivered', 'read') then null
        when status = 'sent' and is_late is not true then 'sending'
        else status
      end
    ) stored,
    channel channel not null,
    category category not null,
    confirms wish,
    error_code integer,
    attempts smallint not null default 0 check (attempts >= 0),
    attempts_before smallint not null default 0 check (attempts_before >= 0),
    submitted_attempt smallint,
    segments smallint check (segments > 0),
    zone_set smallint,
    is_late boolean,
    has_delivery_receipt boolean,
    has_read_receipt boolean,
    twilio_sid text,
    reason text,
    error_message text,
    price numeric,
    price_currency text,
    cost numeric,
    campaign_id uuid,
    sender_id text not null references senders (id),
    to_index bytea not null check (octet_length(to_index) = 32),
    to_sealed bytea not null,
    content_sealed bytea not null,
    template_name text,
    template_language text,
    reference text,
    metadata jsonb,
    fallback_id uuid,
    fallback_for uuid,
    country text,
    api_key_id uuid,
    trace bytea check (octet_length(trace) = 25),
    check ((template_name is null) = (template_language is null))
  ) partition by range (uuid_send(id))`;

/** Each index serves the queries named above it. */
const indexes = [
  // findWaiting checks due_at without a visit to the row. listMessages finds delivered messages, most of the table, without it.
  sql`create index messages_by_status on messages (indexed_as, id, due_at) where indexed_as is not null`,
  // findUpcoming: messages that are scheduled or postponed, few among those that leave at once.
  sql`
    create index messages_upcoming on messages (due_at, id)
      where indexed_as = 'accepted' and due_at > created_at and due_at < 'infinity'`,
  // takeUnresolved and takeMissingCallbacks.
  sql`create index messages_overdue on messages (indexed_as, due_at) where indexed_as in ('sending', 'sent')`,
  // Messages of unknown outcome, few among those that are sent: countWaiting, findProgress and findOpenRestore.
  sql`create index messages_unresolved on messages (reason) where indexed_as = 'sending' and reason is not null`,
  // `expireOverdue` uses it.
  sql`create index messages_expiring on messages (valid_until) where indexed_as = 'accepted' and valid_until is not null`,
  // listMessages by recipient, reference, campaign and error code.
  sql`create index messages_by_recipient on messages (to_index, id)`,
  sql`create index messages_by_reference on messages (reference, id) where reference is not null`,
  sql`create index messages_by_campaign on messages (campaign_id, id) where campaign_id is not null`,
  sql`create index messages_by_error on messages (error_code, id) where error_code is not null`,
  // listMessages since a time: the oldest fallback SMS since then, whose id is older.
  sql`create index messages_fallbacks_by_age on messages (created_at, id) where fallback_for is not null`,
  // Messages that wait for their campaign or its window.
  sql`
    create index messages_parked on messages (sender_id, campaign_id, zone_set, id)
      where indexed_as = 'accepted' and due_at = 'infinity'`,
  // findOldestDue and findDue, and the share of campaigns in a sender's queue. Each message is in one of the two.
  sql`
    create index messages_due on messages (sender_id, due_at)
      where indexed_as = 'accepted' and campaign_id is null and due_at < 'infinity'`,
  sql`
    create index messages_due_of_campaigns on messages (sender_id, due_at)
      where indexed_as = 'accepted' and campaign_id is not null and due_at < 'infinity'`,
  // findUnpriced, by the time a message was sent. A summary of pages, which a new price leaves as it is.
  sql`create index messages_by_sending on messages using brin (sent_at) with (pages_per_range = 16, autosummarize = on)`,
  // Finds the last confirmation of a STOP or START to a person.
  sql`create index messages_confirming on messages (to_index, created_at) where confirms is not null`,
];

/** Rows are only added, by statements that hold the message's row. A foreign key would cost as much as the row itself. */
const events = sql`
  create table message_events (
    message_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    type event_type not null,
    error_code integer,
    attempt smallint,
    status text,
    twilio_sid text,
    detail text
  ) partition by range (uuid_send(message_id))`;

/**
 * A fallback SMS is encrypted for the message that it becomes. Few messages have one and their rows are rewritten at every
 * step, so it has its own table. Its row is deleted when the SMS is queued or no longer needed.
 */
const fallbacks = [
  sql`
    create table fallbacks (
      message_id uuid primary key,
      sms_id uuid not null unique,
      due_at timestamptz,
      after_seconds integer check (after_seconds > 0),
      valid_seconds integer check (valid_seconds > 0),
      segments smallint check (segments > 0),
      is_unreachable boolean not null default false,
      sender_id text not null references senders (id),
      to_sealed bytea not null,
      content_sealed bytea not null,
      template_name text,
      template_language text,
      check ((template_name is null) = (template_language is null))
    )`,
  sql`create index fallbacks_due on fallbacks (due_at) where due_at is not null`,
];

const requests = [
  // The owner is an API key. The key from the environment has no row and the nil UUID, so there is no foreign key.
  // `answer` is the answer to a request that created no message.
  sql`
    create table idempotency_keys (
      owner uuid not null,
      message_id uuid,
      created_at timestamptz not null,
      key text not null,
      request_hash bytea not null,
      answer jsonb,
      primary key (owner, key)
    )`,
  sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`,
];

/**
 * A SID at Twilio belongs to one message, which note_messages and note_moves keep so. The key is the first half of a hash: a
 * SID takes more than twice as much room. The row says who has a SID now, and former_sids who had it before a retry.
 */
const sids = [
  sql`
    create function sid_key(twilio_sid text) returns uuid language sql immutable strict parallel safe
    return encode(substring(sha256(replace(twilio_sid, '\\', '\\\\')::bytea) for 16), 'hex')::uuid`,
  sql`create table twilio_sids (sid_key uuid primary key, message_id uuid not null)`,
];

/**
 * For statements that need the status of another message, but seldom. A subquery would prepare a look into each partition
 * at each start of the statement. The function does so when it is called.
 */
const statusOf = sql`
  create function status_of_message(wanted uuid) returns message_status language sql stable strict
  return (select status from messages where id = wanted)`;

const callbacks = [
  // A SID from before a retry is never mistaken for that of a later attempt.
  sql`create table former_sids (twilio_sid text primary key, message_id uuid not null)`,
  // Status callbacks whose message is not in the database. They hold no personal data.
  sql`
    create table stray_callbacks (
      id uuid primary key,
      message_id uuid not null,
      twilio_sid text not null,
      twilio_status text not null,
      error_code integer,
      received_at timestamptz not null,
      unique (message_id, twilio_sid, twilio_status)
    )`,
];

export const messages = [
  ...types,
  messageTable,
  ...indexes,
  events,
  ...messagePartitions,
  statusOf,
  ...fallbacks,
  ...requests,
  ...sids,
  ...callbacks,
];
