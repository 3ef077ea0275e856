import { sql, type Kysely } from 'kysely';
import type { Pool } from 'pg';

type MissingPartition = { parent: string; first: string };

/**
 * Makes the partitions of messages and their events for this quarter and the next, by PostgreSQL's clock. One that other
 * transactions hold up is left to the next call: until then its rows are in the default partition.
 */
export const makeMessagePartitions = async <Schema>(db: Kysely<Schema>): Promise<void> => {
  const { rows } = await sql<MissingPartition>`
    select parent, first::date::text as first
    from unnest(array['messages', 'message_events']) as parent,
      lateral (select date_trunc('quarter', now() at time zone 'UTC') as this) as known,
      generate_series(this, this + interval '3 months', interval '3 months') as first
    where to_regclass(parent || to_char(first, '_YYYY"q"Q')) is null
    order by first, parent`.execute(db);
  for (const { parent, first } of rows)
    // Each in its own transaction, so that nobody waits for a lock of more than one table.
    await sql`select make_message_partition(${parent}, ${first})`.execute(db);
};

/** Milliseconds for which a partition is known to be there, or not to be. */
const knownForMs = 60_000;

type Known = Map<string, { isUsable: Promise<boolean>; until: number }>;

const known = new WeakMap<Pool, Known>();

/**
 * Returns the partition that has all these messages, if there is one that this role may change. Only then do its own
 * triggers run, so it must have those of the whole table.
 */
export const findPartition = async (pool: Pool, messages: readonly { id: string }[]): Promise<string | undefined> => {
  const [first, ...others] = messages;
  if (!first) return undefined;
  const quarter = quarterOf(first.id);
  if (others.some(({ id }) => quarterOf(id) !== quarter)) return undefined;
  const partition = `messages_${quarter}`;
  return (await isUsable(pool, partition)) ? partition : undefined;
};

/** The quarter in the id of a message, by UTC, in the form of a partition's name: `2026q4`. */
const quarterOf = (id: string): string => {
  const at = new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  return `${at.getUTCFullYear()}q${Math.floor(at.getUTCMonth() / 3) + 1}`;
};

const isUsable = (pool: Pool, partition: string): Promise<boolean> => {
  const partitions: Known = known.get(pool) ?? new Map();
  known.set(pool, partitions);
  const found = partitions.get(partition);
  if (found && found.until > performance.now()) return found.isUsable;
  // An error is the next statement's, too. It is asked again then.
  const looking = look(pool, partition).catch(() => {
    partitions.delete(partition);
    return false;
  });
  partitions.set(partition, { isUsable: looking, until: performance.now() + knownForMs });
  return looking;
};

const look = async (pool: Pool, partition: string): Promise<boolean> => {
  const { rows } = await pool.query<{ is_usable: boolean }>(
    `select has_table_privilege(inhrelid, 'SELECT') and has_table_privilege(inhrelid, 'UPDATE') and not exists (
      select from pg_trigger as needed
      where needed.tgrelid = inhparent and needed.tgtype & 1 = 0 and not exists (
        select from pg_trigger as own
        where own.tgrelid = inhrelid and (own.tgname, own.tgfoid, own.tgtype, own.tgenabled)
          = (needed.tgname, needed.tgfoid, needed.tgtype, needed.tgenabled)
      )
    ) as is_usable
    from pg_inherits
    where inhrelid = to_regclass($1) and inhparent = to_regclass('messages') and not inhdetachpending`,
    [partition],
  );
  return rows[0]?.is_usable ?? false;
};
