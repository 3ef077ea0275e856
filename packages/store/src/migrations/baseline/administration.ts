import { sql } from 'kysely';

const apiKeys = [
  // Only the hash of a key is stored, and a hint by which its owner recognizes it. `rate_limit`: requests per second.
  sql`
    create table api_keys (
      id uuid primary key,
      name text not null,
      key_hash bytea not null unique check (octet_length(key_hash) = 32),
      hint text not null,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      rate_limit integer not null default 100 check (rate_limit > 0)
    )`,
  // Counts the requests of the current second, in the form of rate-limiter-flexible. A crash may lose them, so the
  // table is unlogged.
  sql`
    create unlogged table key_limits (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    ) with (fillfactor = 50)`,
];

/** Rows are only added. Retention deletes old ones, in a transaction that sets recado.retention. */
const audit = [
  sql`
    create table audit_log (
      id uuid primary key,
      at timestamptz not null,
      actor_id uuid,
      actor_name text not null,
      actor_kind text not null default 'system' check (actor_kind in ('key', 'user', 'cli', 'system')),
      action text not null,
      object text,
      detail jsonb
    )`,
  sql`create index audit_log_by_actor on audit_log (actor_name, id)`,
  sql`create index audit_log_by_key on audit_log (actor_id, id) where actor_id is not null`,
  sql`create index audit_log_by_action on audit_log (action, id)`,
  sql`create index audit_log_by_object on audit_log (object, id)`,
  sql`
    create function refuse_change_of_audit() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('recado.retention', true) = 'on' then
        return null;
      end if;
      raise exception '% is append-only', tg_table_name;
    end $$`,
  sql`
    create trigger append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_change_of_audit()`,
];

const settings = [
  sql`create table settings (name text primary key, value jsonb not null, updated_at timestamptz not null)`,
  // Identifies this installation. Its queues carry it, so that installations on one Redis do not take each other's
  // jobs.
  sql`
    insert into settings (name, value, updated_at)
    values ('installation', to_jsonb(left(replace(gen_random_uuid()::text, '-', ''), 8)), now())`,
];

export const administration = [...apiKeys, ...audit, ...settings];
