import { sql } from 'kysely';

/**
 * A message is rewritten some four times in its first minutes. Pages keep room for that beside the row, and vacuum runs
 * after a number of rows that does not grow with the table.
 */
const ofMessages = [
  'fillfactor = 60',
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
 */
const defaults = [
  sql.raw(`create table messages_default partition of messages default with (${ofMessages})`),
  sql.raw(`create table message_events_default partition of message_events default with (${ofEvents})`),
];

/**
 * Makes the partition of the quarter that begins on `first`, unless it is there, and moves its rows into it. If the default
 * partition has more of them than can be moved at once, they stay there, where all finds them. Statements wait for the exchange,
 * but it gives up if it would wait itself. It runs with the rights of the role that migrated: a worker owns no table.
 */
const making = sql.raw(`
  create function make_message_partition(parent text, first date) returns void language plpgsql security definer
  set search_path from current set lock_timeout = '500ms' as $$
  declare
    child text := parent || to_char(first, '_YYYY"q"Q');
    key text := case parent when 'messages' then 'id' when 'message_events' then 'message_id' end;
    storage text := case parent when 'messages' then '${ofMessages}' else '${ofEvents}' end;
    low uuid := first_id_at(first);
    high uuid := first_id_at((first + interval '3 months')::date);
    late bigint;
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
    execute format('create table %I (like %I including defaults including constraints) with (%s)', child, parent, storage);
    execute format(
      'with late as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from late',
      parent || '_default', key, low, high, child
    );
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, child, low, high);
  exception when lock_not_available then
    return;
  end $$`);

const firstId = sql`
  create function first_id_at(day date) returns uuid language sql immutable strict
  return (lpad(to_hex((day - date '1970-01-01') * 86400000::bigint), 12, '0') || repeat('0', 20))::uuid`;

export const messagePartitions = [...defaults, firstId, making];
