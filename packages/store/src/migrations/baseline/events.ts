import { sql } from 'kysely';
import { eventTriggers } from './event-triggers.ts';
import { messageTriggers } from './message-triggers.ts';

/**
 * A change writes its events to the outbox in its own commit, one row for each statement. `type` is null for messages: their
 * statuses say it. The arrays have one element for each event; `detail` belongs to a row of one event.
 *
 * One process at a time moves committed rows to event_log and numbers their events. So a number is seen only after all
 * numbers before it, and an event that was seen never gets another number.
 */
const tables = [
  sql`
    create table outbox (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      type text,
      ids uuid[],
      statuses message_status[],
      attempts smallint[],
      error_codes integer[],
      reasons text[],
      detail jsonb,
      events integer not null default 1 check (events > 0)
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
  sql`
    create table event_log (
      day date not null,
      last_sequence bigint not null,
      at timestamptz not null,
      type text,
      ids uuid[],
      statuses message_status[],
      attempts smallint[],
      error_codes integer[],
      reasons text[],
      detail jsonb,
      events integer not null,
      primary key (last_sequence, day)
    ) partition by range (day)`,
  // Takes the rows of a day whose partition was not made in time.
  sql`create table event_log_default partition of event_log default`,
  // The last number that was given.
  sql`
    create table event_head (is_only boolean primary key default true check (is_only), sequence bigint not null)
    with (fillfactor = 10)`,
  sql`insert into event_head (sequence) values (0)`,
  // The number of a person who was opted out or in by a request, for the event of the entry of the audit log.
  sql`
    create table event_numbers (
      audit_id uuid primary key,
      to_index bytea not null check (octet_length(to_index) = 32),
      to_sealed bytea not null
    )`,
  sql`create index event_numbers_by_person on event_numbers (to_index)`,
];

/**
 * Numbers the events of up to `most` rows of the outbox and returns the last number, or null if it took none. Each statement
 * of the function sees what the caller before it committed. A caller that finds another at work leaves it to that one.
 */
const sequencing = sql`
  create function sequence_events(most integer) returns bigint language plpgsql as $$
  declare
    head bigint;
    numbered bigint;
  begin
    if not exists (select from outbox) then
      return null;
    end if;
    select sequence into head from event_head for no key update skip locked;
    if not found then
      return null;
    end if;
    with taken as (
      delete from outbox where id in (select id from outbox order by id limit most) returning *
    ),
    logged as (
      insert into event_log (day, last_sequence, at, type, ids, statuses, attempts, error_codes, reasons, detail, events)
      select (now() at time zone 'UTC')::date, head + sum(events) over (order by id), at, type, ids, statuses, attempts,
        error_codes, reasons, detail, events
      from taken
    )
    select sum(events) into numbered from taken;
    update event_head set sequence = head + numbered where numbered > 0 returning sequence into head;
    return case when numbered > 0 then head end;
  end $$`;

/** The role of an API or a worker may own no table, so these run with the rights of the role that migrated. */
const partitions = [
  sql`
    create function make_event_partitions(days integer) returns void language plpgsql security definer
    set search_path from current as $$
    declare
      first date := (now() at time zone 'UTC')::date;
      next date;
    begin
      for place in 0..days loop
        next := first + place;
        if to_regclass('event_log_' || to_char(next, 'YYYYMMDD')) is null
          and not exists (select from event_log_default where day = next)
        then
          execute format(
            'create table event_log_%s partition of event_log for values from (%L) to (%L)',
            to_char(next, 'YYYYMMDD'), next, next + 1
          );
        end if;
      end loop;
    end $$`,
  sql`
    create function drop_event_partitions(before date) returns void language plpgsql security definer
    set search_path from current as $$
    declare
      partition text;
    begin
      for partition in
        select child.relname from pg_inherits join pg_class as child on child.oid = inhrelid
        where inhparent = 'event_log'::regclass and child.relname ~ '^event_log_\\d{8}$'
          and to_date(right(child.relname, 8), 'YYYYMMDD') < before
      loop
        execute format('drop table %I', partition);
      end loop;
      delete from event_log_default where day < before;
    end $$`,
];

export const events = [...tables, ...messageTriggers, ...eventTriggers, sequencing, ...partitions];
