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
  // Opt-outs. They apply when a message is accepted, when a file is imported, and when a message is claimed. `unclear` is
  // an opt-out of marketing that somebody has to decide.
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
