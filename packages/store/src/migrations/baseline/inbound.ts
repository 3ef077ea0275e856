import { sql } from 'kysely';

/** A message to an address that no sender has is kept too. */
export const inbound = [
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
      opt_out_request text check (opt_out_request in ('clear', 'unclear')),
      reply_to uuid,
      campaign_id uuid references campaigns (id)
    )`,
  sql`create index inbound_messages_by_person on inbound_messages (from_index, id)`,
  sql`create index inbound_messages_by_campaign on inbound_messages (campaign_id, id) where campaign_id is not null`,
  sql`create index inbound_messages_unclear on inbound_messages (id) where opt_out_request = 'unclear'`,
  // The last message of a person to a sender opens the service window of WhatsApp.
  sql`
    create index inbound_messages_by_window on inbound_messages (from_index, sender_id, received_at)
    where channel = 'whatsapp'`,
];
