import { sql } from 'kysely';

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
