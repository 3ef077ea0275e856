import { sql, type Kysely } from 'kysely';

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
