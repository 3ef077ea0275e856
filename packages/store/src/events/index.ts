import type { EventFilter, EventRange } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { deleteEventNumbers } from '../consent/opt-out-numbers.ts';
import { findEventRange, findEvents, loadEvents } from './load-events.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** The events of all changes, in the order of their commits. */
export const eventMethods = (deps: Deps) => ({
  loadEvents: (filter: EventFilter) => loadEvents(deps, filter),
  findEvents: (sequences: readonly number[]) => findEvents(deps, sequences),
  findEventRange: async (): Promise<EventRange> => {
    await advanceEvents(deps.kysely);
    return findEventRange(deps.kysely);
  },
  advanceEvents: () => advanceEvents(deps.kysely),
  keepEventPartitions: (before: Date) => keepPartitions(deps.kysely, before),
});

const rowsAtOnce = 1000;

/** Numbers all events that are committed, and returns the last number. */
const advanceEvents = async (db: Kysely<Schema>): Promise<number> => {
  let last: string | undefined;
  for (;;) {
    const { rows } = await sql<{ head: string | null }>`select sequence_events(${rowsAtOnce}) as head`.execute(db);
    const head = rows[0]?.head ?? undefined;
    if (head === undefined) break;
    last = head;
  }
  if (last !== undefined) return Number(last);
  const row = await db.selectFrom('event_head').select('sequence').executeTakeFirst();
  return Number(row?.sequence ?? 0);
};

/** Days for which partitions are made ahead. */
const daysAhead = 3;

/** Numbers that one statement deletes: a day's opt-outs by request are few. */
const numbersAtOnce = 10_000;

/** Makes the partitions of the next days, and drops those whose events are all older. */
const keepPartitions = async (db: Kysely<Schema>, before: Date): Promise<void> => {
  await sql`select make_event_partitions(${daysAhead})`.execute(db);
  await sql`select drop_event_partitions((${before}::timestamptz at time zone 'UTC')::date)`.execute(db);
  await deleteEventNumbers(db, before, numbersAtOnce);
};
