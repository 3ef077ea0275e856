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

export const restores = [
  // The database and the timeline that PostgreSQL writes. Some managed servers do not say the timeline. Unlike
  // pg_control_checkpoint() it is never late, and everybody may call it.
  sql`
    create function database_place() returns text language plpgsql stable as $$
    declare
      database oid := (select oid from pg_database where datname = current_database());
    begin
      return database || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
    exception when others then
      return database || '/';
    end $$`,
  // One row, which workers write every few seconds. `written_by` is the transaction that wrote it. It equals the row's xmin
  // only where it was written, so a restored dump differs. A physical backup and a failover start a new timeline in `place`.
  sql`
    create table database_identity (
      is_only boolean primary key default true check (is_only),
      written_by text not null,
      place text not null,
      seen_at timestamptz not null
    ) with (fillfactor = 10)`,
  // Twilio may have messages since `backup_at` of which this database knows nothing. `first_id` is the first id that could
  // be made at `found_at`. A row stays, because recipients from before may be fed at any later time.
  sql`
    create table restores (
      found_at timestamptz primary key,
      first_id uuid not null,
      backup_at timestamptz not null,
      cause text not null,
      ended_at timestamptz,
      check (backup_at <= found_at)
    )`,
];

const nilUuid = sql`'00000000-0000-0000-0000-000000000000'`;

export const retention = [
  // Holds the position of each kind of deletion in its table. `after` depends on campaign_id. All zeros: the last
  // message without a campaign. All ones: the first bytes of the last person in marketing_paces. Otherwise it is the
  // last recipient of that ended campaign.
  sql`
    create table retention_walks (
      kind text not null,
      campaign_id uuid not null default ${nilUuid},
      zone_set smallint not null default -1,
      slot smallint not null default 0,
      after uuid not null default ${nilUuid},
      is_done boolean not null default false,
      ended_at timestamptz,
      primary key (kind, campaign_id)
    ) with (fillfactor = 50)`,
  // Messages that were not final, or were locked, when their turn came.
  sql`
    create table retention_left (
      kind text not null,
      message_id uuid not null,
      look_at timestamptz not null,
      primary key (kind, message_id)
    )`,
  sql`create index retention_left_by_time on retention_left (kind, look_at)`,
  // Messages whose copy at Twilio is to be redacted or deleted.
  sql`
    create table twilio_erasures (
      twilio_sid text primary key,
      way text not null check (way in ('redact', 'delete')),
      attempts smallint not null default 0,
      due_at timestamptz not null
    )`,
  sql`create index twilio_erasures_due on twilio_erasures (due_at)`,
];
