import { sql, type Kysely } from 'kysely';

/** Everything here is found by the blind index of a person's canonical number. */
const statements = [
  // Who does not want what: authoritative when a message is accepted, imported and claimed.
  sql`
    create table suppressions (
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      purpose text not null check (purpose in ('all', 'marketing')),
      source text not null,
      at timestamptz not null,
      primary key (to_index, channel, purpose)
    )`,
  // What the ledger of consents comes to now.
  sql`
    create table consent_states (
      to_index bytea not null check (octet_length(to_index) = 32),
      channel channel not null,
      purpose text not null,
      granted boolean not null,
      at timestamptz not null,
      primary key (to_index, channel, purpose)
    )`,
  sql`
    create table contacts (
      to_index bytea primary key check (octet_length(to_index) = 32),
      timezone text,
      language text,
      updated_at timestamptz not null
    )`,
  // When a person was last sent marketing, the newest last: what frequency caps and the pair rate look at.
  sql`
    create table marketing_paces (
      to_index bytea primary key,
      recent timestamptz[] not null,
      last_sender_id text not null
    ) with (fillfactor = 70)`,
  // Whom a sender with a daily limit has reached in the last 24 hours, and how many that are.
  sql`
    create table reached_people (
      sender_id text not null,
      to_index bytea not null,
      at timestamptz not null,
      primary key (sender_id, to_index)
    )`,
  sql`create index reached_people_by_age on reached_people (at)`,
  sql`
    create table reached_counts (
      sender_id text primary key references senders (id),
      people integer not null default 0
    ) with (fillfactor = 50)`,
  sql`create table settings (name text primary key, value jsonb not null, updated_at timestamptz not null)`,
];

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of statements) await statement.execute(db);
};
