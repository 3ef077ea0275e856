import { sql } from 'kysely';

/** The tables of the pages of operations, beside those of messages and campaigns. */
export const operations = [
  // Each process writes its row every few seconds. A crash may lose them, so the table is unlogged.
  sql`
    create unlogged table process_heartbeats (
      id uuid primary key,
      kind text not null check (kind in ('api', 'worker')),
      host text not null,
      started_at timestamptz not null,
      seen_at timestamptz not null,
      last_callback_at timestamptz
    ) with (fillfactor = 50)`,
  // The worker that runs a maintenance task. Others take the task when the lease ends, or at once while its runs fail.
  sql`
    create unlogged table task_leases (
      task text primary key,
      holder uuid not null,
      until timestamptz not null,
      is_failing boolean not null
    ) with (fillfactor = 50)`,
  // Callbacks whose signature was wrong, by minute. An attacker adds to a row and makes no others.
  sql`
    create table refused_callbacks (
      minute timestamptz not null,
      route text not null check (route in ('status', 'inbound')),
      callbacks integer not null,
      primary key (minute, route)
    ) with (fillfactor = 50)`,
  // A retry of many messages, which a worker does in batches in the order of their ids.
  sql`
    create table bulk_retries (
      id uuid primary key,
      filter jsonb not null,
      by text not null,
      created_at timestamptz not null,
      matched integer not null,
      retried integer not null default 0,
      refused integer not null default 0,
      after uuid not null default '00000000-0000-0000-0000-000000000000',
      taken_until timestamptz,
      done_at timestamptz,
      canceled_at timestamptz
    )`,
  sql`create index bulk_retries_open on bulk_retries (id) where done_at is null and canceled_at is null`,
];
