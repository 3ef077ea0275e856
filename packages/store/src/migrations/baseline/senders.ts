import { sql } from 'kysely';

/** The people that a sender with a daily limit has sent to in the last 24 hours. */
export const senders = [
  sql`create type channel as enum ('whatsapp', 'sms')`,
  sql`create type category as enum ('utility', 'marketing', 'authentication')`,
  // The columns from throttled_rate on hold what Twilio's answers did to a sender, for all workers. Those of inbound say
  // how far Twilio's list of inbound messages was read, and since when marketing waits for that.
  sql`
    create table senders (
      id text primary key,
      channel channel not null,
      address text not null,
      mps double precision not null check (mps > 0),
      daily_limit integer check (daily_limit > 0),
      paused boolean not null default false,
      paused_reason text,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      throttled_rate double precision check (throttled_rate > 0),
      throttled_at timestamptz,
      throttle_cause integer,
      resting_until timestamptz,
      resting_reason text,
      outage_until timestamptz,
      outage_reason text,
      inbound_read_until timestamptz,
      inbound_due_at timestamptz,
      inbound_behind_since timestamptz,
      inbound_problem text,
      check ((throttled_rate is null) = (throttled_at is null)),
      check ((resting_until is null) = (resting_reason is null)),
      check ((outage_until is null) = (outage_reason is null))
    )`,
  sql`
    create table reached_people (
      sender_id text not null,
      to_index bytea not null,
      at timestamptz not null,
      primary key (sender_id, to_index)
    )`,
  // The oldest person of a sender says when one more may be reached.
  sql`create index reached_people_by_age on reached_people (sender_id, at)`,
  sql`
    create table reached_counts (
      sender_id text primary key references senders (id),
      people integer not null default 0
    ) with (fillfactor = 50)`,
  // A claim locks the count of its sender, and cannot lock a row that does not exist yet.
  sql`
    create function count_reach() returns trigger language plpgsql as $$
    begin
      insert into reached_counts (sender_id) values (new.id);
      return null;
    end $$`,
  sql`create trigger count_reach after insert on senders for each row execute function count_reach()`,
];
