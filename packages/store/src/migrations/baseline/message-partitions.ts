import { sql } from 'kysely';

/**
 * A message is rewritten some four times in its first minutes. Pages keep room for that beside the row, and vacuum runs
 * after a number of rows that does not grow with the table.
 */
const ofMessages = [
  'fillfactor = 50',
  'autovacuum_vacuum_scale_factor = 0',
  'autovacuum_vacuum_threshold = 50000',
  'autovacuum_vacuum_insert_scale_factor = 0',
  'autovacuum_vacuum_insert_threshold = 200000',
  'autovacuum_analyze_scale_factor = 0.02',
].join(', ');

const ofEvents = [
  'autovacuum_vacuum_insert_scale_factor = 0',
  'autovacuum_vacuum_insert_threshold = 500000',
  'autovacuum_analyze_scale_factor = 0.02',
].join(', ');

/**
 * A message and its events are in the partition of the quarter in its id, by UTC. Its process made the id by its own clock,
 * and a campaign's import perhaps long before. So any id is possible: the default partitions take those without a quarter.
 * Each statement pays for each partition, so months would cost more than they are worth.
 *
 * The key is uuid_send(id), the bytes of the id, because PostgreSQL 18 loses updates when it chooses partitions by a join
 * while it runs. With an expression as the key, no condition on the id lets it choose. A primary key cannot have an expression,
 * so each partition has its own. An id belongs to one partition only.
 */
const defaults = [
  sql.raw(`create table messages_default partition of messages (primary key (id)) default with (${ofMessages})`),
  sql.raw(`
    create table message_events_default partition of message_events (primary key (message_id, id))
    default with (${ofEvents})`),
];

/**
 * Makes the partition of the quarter that begins on `first`, unless it is there, and moves its rows into it. If the default
 * partition has more of them than can be moved at once, they stay there, where all finds them. Statements wait for the exchange,
 * but it gives up if it would wait itself. A statement that names the partition runs only triggers of its own, so it gets
 * those of the whole table. It runs with the rights of the role that migrated: a worker owns no table.
 */
const making = sql.raw(`
  create function make_message_partition(parent text, first date) returns void language plpgsql security definer
  set search_path from current set lock_timeout = '500ms' as $$
  declare
    child text := parent || to_char(first, '_YYYY"q"Q');
    key text := case parent when 'messages' then 'id' when 'message_events' then 'message_id' end;
    unique_by text := case parent when 'messages' then 'id' when 'message_events' then 'message_id, id' end;
    storage text := case parent when 'messages' then '${ofMessages}' else '${ofEvents}' end;
    low uuid := first_id_at(first);
    high uuid := first_id_at((first + interval '3 months')::date);
    late bigint;
    noting text;
  begin
    if not pg_try_advisory_xact_lock(hashtextextended(child, 0)) or to_regclass(child) is not null then
      return;
    end if;
    execute format('lock table %I in access exclusive mode', parent || '_default');
    execute format(
      'select count(*) from (select from %1$I where %2$I >= %3$L and %2$I < %4$L limit 10001) as late',
      parent || '_default', key, low, high
    ) into late;
    if late > 10000 then
      return;
    end if;
    execute format(
      'create table %I (like %I including defaults including constraints including generated, primary key (%s)) with (%s)',
      child, parent, unique_by, storage
    );
    execute format(
      'with late as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I (%6$s) select %6$s from late',
      parent || '_default', key, low, high, child,
      (
        select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
        where attrelid = child::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      )
    );
    execute format(
      'alter table %I attach partition %I for values from (%L) to (%L)', parent, child, uuid_send(low), uuid_send(high)
    );
    for noting in
      select regexp_replace(pg_get_triggerdef(oid), ' ON \\S+ ', format(' ON %I ', child)) from pg_trigger
      where tgrelid = parent::regclass and tgtype & 1 = 0
    loop
      execute noting;
    end loop;
  exception when lock_not_available then
    return;
  end $$`);

/**
 * Drops the partition of a quarter, which its caller has walked through, and returns whether it is gone. A message behind the
 * walk keeps it, if it is not final or its campaign has not ended for long enough. Drafts have no messages. What they send
 * later is in the default partition. It waits for locks only so long that nobody notices.
 */
const dropping = sql.raw(`
  create function drop_message_partition(parent text, first date, before timestamptz) returns boolean language plpgsql
  security definer set search_path from current set lock_timeout = '200ms' as $$
  declare
    child text := parent || to_char(first, '_YYYY"q"Q');
    low uuid := first_id_at(first);
    high uuid := first_id_at((first + interval '3 months')::date);
    is_needed boolean;
  begin
    if parent not in ('messages', 'message_events') or to_regclass(child) is null then
      return true;
    end if;
    execute format('lock table only %I in access exclusive mode', parent);
    if parent = 'messages' then
      execute format(
        'select exists (select from %I where indexed_as in (''accepted'', ''sending'') and status in (''accepted'', ''sending''))',
        child
      ) into is_needed;
      if is_needed or exists (
        select from campaigns where id < high and status <> 'draft' and (ended_at is null or ended_at >= before)
      ) then
        return false;
      end if;
      delete from former_sids where message_id >= low and message_id < high;
      delete from stray_callbacks where message_id >= low and message_id < high;
      delete from fallbacks where message_id >= low and message_id < high;
      delete from retention_left where message_id >= low and message_id < high;
    end if;
    execute format('drop table %I', child);
    return true;
  exception when lock_not_available then
    return false;
  end $$`);

const firstId = sql`
  create function first_id_at(day date) returns uuid language sql immutable strict
  return (lpad(to_hex((day - date '1970-01-01') * 86400000::bigint), 12, '0') || repeat('0', 20))::uuid`;

export const messagePartitions = [...defaults, firstId, making, dropping];
