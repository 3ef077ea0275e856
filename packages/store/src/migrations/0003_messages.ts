import { sql, type Kysely } from 'kysely';

const statuses = sql`
  create type message_status as enum (
    'accepted', 'sending', 'sent', 'delivered', 'read',
    'undelivered', 'failed', 'suppressed', 'expired', 'canceled'
  )`;

/**
 * Columns go from wide to narrow, so that a row of which there are a hundred million loses nothing to alignment.
 * A message is rewritten some four times in its first minutes: pages keep room for that beside the row, and vacuum
 * comes by a share of the table that does not grow with it.
 */
const messages = sql`
  create table messages (
    id uuid primary key,
    campaign_id uuid,
    created_at timestamptz not null,
    due_at timestamptz not null,
    send_at timestamptz,
    valid_until timestamptz,
    claimed_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    status message_status not null,
    channel channel not null,
    category category not null,
    error_code integer,
    attempts smallint not null default 0 check (attempts >= 0),
    segments smallint check (segments > 0),
    sender_id text not null references senders (id),
    to_index bytea not null check (octet_length(to_index) = 32),
    to_sealed bytea not null,
    content_sealed bytea not null,
    template_name text,
    template_language text,
    twilio_sid text,
    price numeric,
    price_currency text,
    reference text,
    reason text,
    error_message text,
    metadata jsonb,
    check ((template_name is null) = (template_language is null))
  ) with (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 50000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 200000,
    autovacuum_analyze_scale_factor = 0.02
  )`;

/**
 * Each index is there for a query. One on the status serves four of them: it is looked into by every part of the
 * work, so a change of status writes to it whatever else there is, and four partial ones would each have cost as much.
 */
const indexes = [
  // findWaiting, where due_at is checked without a visit to the row, and listMessages by status.
  sql`create index messages_by_status on messages (status, id, due_at)`,
  // listMessages by recipient.
  sql`create index messages_by_recipient on messages (to_index, id)`,
  // listMessages by the caller's own reference.
  sql`create index messages_by_reference on messages (reference, id) where reference is not null`,
  // listMessages by campaign.
  sql`create index messages_by_campaign on messages (campaign_id, id) where campaign_id is not null`,
  // listMessages by error code.
  sql`create index messages_by_error on messages (error_code, id) where error_code is not null`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await statuses.execute(db);
  await messages.execute(db);
  for (const index of indexes) await index.execute(db);
};
