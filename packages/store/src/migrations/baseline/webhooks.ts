import { sql } from 'kysely';

/**
 * A webhook has got all events up to `sequence` that it asked for, and those in `ahead`, except those in webhook_waiting. They
 * failed, or wait behind an earlier event of the same subject: then they have no `next_at`. `webhooks.next_at` is the time
 * from which it gets new events. `leased_until`: a worker delivers to it. `replay_after` and `replay_to`: events that are sent once more.
 */
export const webhooks = [
  sql`
    create table webhooks (
      id uuid primary key,
      url text not null,
      types text[],
      filter jsonb,
      include_numbers boolean not null,
      secret_sealed bytea not null,
      former_secret_sealed bytea,
      former_until timestamptz,
      status text not null default 'active' check (status in ('active', 'parked', 'ended')),
      reason text,
      created_at timestamptz not null,
      created_by text not null,
      sequence bigint not null,
      ahead bigint[] not null default '{}',
      replay_after bigint,
      replay_to bigint,
      failing_since timestamptz,
      tries integer not null default 0,
      next_at timestamptz not null,
      leased_until timestamptz,
      check ((replay_after is null) = (replay_to is null))
    ) with (fillfactor = 50)`,
  sql`
    create table webhook_waiting (
      webhook_id uuid not null references webhooks (id) on delete cascade,
      sequence bigint not null,
      subject text not null,
      tries integer not null,
      failed_at timestamptz,
      next_at timestamptz,
      primary key (webhook_id, sequence)
    )`,
  sql`create index webhook_waiting_by_subject on webhook_waiting (webhook_id, subject)`,
  sql`create index webhook_waiting_due on webhook_waiting (webhook_id, next_at) where next_at is not null`,
  sql`
    create table webhook_deliveries (
      webhook_id uuid not null references webhooks (id) on delete cascade,
      id bigint generated always as identity,
      at timestamptz not null,
      first_sequence bigint not null,
      last_sequence bigint not null,
      events integer not null,
      status integer,
      error text,
      primary key (webhook_id, id)
    )`,
  sql`create index webhook_deliveries_by_age on webhook_deliveries (at)`,
  sql`
    create function note_webhook() returns trigger language plpgsql as $$
    begin
      insert into outbox (type, detail) values (
        'webhook.disabled',
        jsonb_build_object('id', new.id, 'url', new.url, 'status', new.status, 'reason', new.reason)
      );
      return null;
    end $$`,
  sql`
    create trigger note_webhook after update on webhooks for each row
      when (old.status = 'active' and new.status <> 'active') execute function note_webhook()`,
];
