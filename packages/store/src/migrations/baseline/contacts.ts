import { sql } from 'kysely';

/** Rows are found by the blind index of a person's canonical number. */
export const contacts = [
  sql`
    create table contacts (
      to_index bytea primary key check (octet_length(to_index) = 32),
      timezone text,
      language text,
      updated_at timestamptz not null
    )`,
  // Finds out whether any contact has a language.
  sql`create index contacts_with_language on contacts (language) where language is not null`,
  // The ids of WhatsApp by which Twilio names a person beside the number. One row of a link has the index of the number, and
  // no id; each other has the index of an id. All other tables then have the index of the number.
  sql`
    create table whatsapp_ids (
      id uuid primary key,
      to_index bytea not null unique check (octet_length(to_index) = 32),
      link uuid not null,
      id_sealed bytea,
      linked_at timestamptz not null default now(),
      is_joined boolean not null default false
    )`,
  sql`create unique index whatsapp_ids_by_number on whatsapp_ids (link) where id_sealed is null`,
  sql`create index whatsapp_ids_to_join on whatsapp_ids (linked_at) where not is_joined`,
  // Lists the opt-outs. They apply when a message is accepted, when a file is imported, and when a message is claimed.
  // `unclear` is an opt-out of marketing that somebody has to decide.
  sql`
    create table suppressions (
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      purpose text not null check (purpose in ('all', 'marketing', 'unclear')),
      source text not null,
      at timestamptz not null,
      primary key (to_index, channel, purpose)
    )`,
  // The times of the last marketing messages to a person, newest last. Frequency caps and the pair rate use them.
  sql`
    create table marketing_paces (
      to_index bytea primary key,
      recent timestamptz[] not null,
      last_sender_id text not null
    ) with (fillfactor = 70)`,
];

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
      campaign_id uuid references campaigns (id),
      waits_until timestamptz,
      answered_at timestamptz,
      answered_by uuid
    )`,
  // The first unanswered message of each person to a sender, until its wait is counted. It waits until the service window closes.
  sql`create index inbound_messages_waiting on inbound_messages (from_index, sender_id) where waits_until is not null`,
  sql`create index inbound_messages_by_person on inbound_messages (from_index, id)`,
  sql`create index inbound_messages_by_campaign on inbound_messages (campaign_id, id) where campaign_id is not null`,
  sql`create index inbound_messages_unclear on inbound_messages (id) where opt_out_request = 'unclear'`,
  // The last message of a person to a sender opens the service window of WhatsApp.
  sql`
    create index inbound_messages_by_window on inbound_messages (from_index, sender_id, received_at)
    where channel = 'whatsapp'`,
];
