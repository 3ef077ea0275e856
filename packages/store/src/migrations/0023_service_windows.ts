import { sql, type Kysely } from 'kysely';

const statements = [
  // When a person last wrote to a sender: what free-form WhatsApp text depends on.
  sql`
    create index inbound_messages_by_window on inbound_messages (from_index, sender_id, received_at)
    where channel = 'whatsapp'`,
  // The wish that a message confirms to its person.
  sql`alter table messages add column confirms wish`,
  sql`create index messages_confirming on messages (to_index, created_at) where confirms is not null`,
  // Status callbacks of messages that are not in the record. Nothing in them tells of a person.
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

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
