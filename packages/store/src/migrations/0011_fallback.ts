import { sql, type Kysely } from 'kysely';

/**
 * The SMS that stands by for a WhatsApp message, sealed for the message that it becomes. It is beside the messages and
 * not among their columns: their rows are rewritten at every step, and most have none. A row goes when its SMS leaves or is
 * needed no more.
 */
const fallbacks = sql`
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
  )`;

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter type event_type add value 'fell_back'`.execute(db);
  await fallbacks.execute(db);
  // fallBack.
  await sql`create index fallbacks_due on fallbacks (due_at) where due_at is not null`.execute(db);
  await sql`alter table messages add column fallback_id uuid, add column fallback_for uuid`.execute(db);
  // Of one WhatsApp message at most one SMS.
  await sql`create unique index messages_by_fallback on messages (fallback_for) where fallback_for is not null`.execute(
    db,
  );
};
