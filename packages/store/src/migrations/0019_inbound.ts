import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create type wish as enum ('stop', 'start', 'help')`,
  // What people sent. One to an address that no sender has is kept, too.
  sql`
    create table inbound_messages (
      id uuid primary key,
      twilio_sid text not null unique,
      received_at timestamptz not null,
      channel channel not null,
      sender_id text references senders (id),
      address text not null,
      from_index bytea not null check (octet_length(from_index) = 32),
      from_sealed bytea not null,
      content_sealed bytea not null,
      wish wish,
      reply_to uuid,
      campaign_id uuid references campaigns (id)
    )`,
  sql`create index inbound_messages_by_person on inbound_messages (from_index, id)`,
  sql`create index inbound_messages_by_campaign on inbound_messages (campaign_id, id) where campaign_id is not null`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
