import { sql, type Kysely } from 'kysely';

const types = sql`
  create type event_type as enum (
    'submitted', 'rejected', 'throttled', 'unsent', 'unknown',
    'callback', 'canceled', 'expired', 'suppressed', 'failed'
  )`;

/**
 * Only added to, and only by statements that hold the message's row: that is why there is no foreign key, whose check
 * would cost as much as the row. `accepted` is not among the types: the message's created_at says it.
 */
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
    detail text,
    primary key (message_id, id)
  ) with (
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 500000,
    autovacuum_analyze_scale_factor = 0.02
  )`;

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await types.execute(db);
  await events.execute(db);
};
