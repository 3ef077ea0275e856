import { EventName, type Status } from '@recado/contract';
import {
  messageAtEvent,
  type EventBatch,
  type EventFilter,
  type EventRange,
  type LoggedEvent,
} from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import { inboundOfRow } from '../inbound/inbound.ts';
import { messageColumns, messageOfRow } from '../messages/rows.ts';
import { omitNulls, repeatableEventId } from '../postgres/sql.ts';
import type { EventLogTable } from '../schema/events.ts';
import type { Schema } from '../schema/index.ts';
import { findNumbers } from './find-numbers.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** A call looks at no more events than this, so that a filter that matches few cannot read the whole log. */
const mostSeen = 20_000;

/** The events after a number that match the filter, with their subjects as they were at the event. */
export const loadEvents = async (deps: Deps, { after, types, limit }: EventFilter): Promise<EventBatch> => {
  const wanted = types && new Set(types);
  const found: Noted[] = [];
  let nextAfter = after;
  while (found.length < limit && nextAfter - after < mostSeen) {
    const rows = await loadRows(deps.kysely, nextAfter, limit);
    if (!rows.length) break;
    for (const noted of rows.flatMap(notedOfRow)) {
      if (noted.sequence <= nextAfter || found.length === limit) continue;
      if (!wanted || wanted.has(noted.type)) found.push(noted);
      nextAfter = noted.sequence;
    }
  }
  return { events: await withSubjects(deps, found), nextAfter };
};

/** The events with these numbers, as far as they are kept, in their order. */
export const findEvents = async (deps: Deps, sequences: readonly number[]): Promise<LoggedEvent[]> => {
  const { rows } = await sql<Row>`
    select distinct on (last_sequence) last_sequence, at, type, ids, statuses::text[], attempts, error_codes, reasons, detail,
      events
    from unnest(${sequences}::bigint[]) as wanted (sequence) cross join lateral (
      select * from event_log where last_sequence >= wanted.sequence order by last_sequence limit 1
    ) as found
    order by last_sequence`.execute(deps.kysely);
  const wanted = new Set(sequences);
  return withSubjects(
    deps,
    rows.flatMap(notedOfRow).filter(({ sequence }) => wanted.has(sequence)),
  );
};

type Row = Omit<Selectable<EventLogTable>, 'day'>;

/** Rows with at least `limit` events after this number, as far as there are so many. */
const loadRows = async (db: Kysely<Schema>, after: number, limit: number): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    select last_sequence, at, type, ids, statuses::text[], attempts, error_codes, reasons, detail, events from (
      select *, sum(events) over (order by last_sequence) - events as events_before from (
        select * from event_log where last_sequence > ${after} order by last_sequence limit ${limit}
      ) as next
    ) as counted
    where events_before <= ${limit} + 500
    order by last_sequence`.execute(db);
  return rows;
};

/** An event without its subject. */
type Noted = {
  sequence: number;
  at: Date;
  type: EventName;
  id?: string;
  state?: { status: Status; attempts: number; errorCode?: number; reason?: string };
  detail?: Record<string, unknown>;
};

const notedOfRow = (row: Row): Noted[] => {
  const { at, events, ids, statuses, attempts, detail } = row;
  const first = Number(row.last_sequence) - events + 1;
  return Array.from({ length: events }, (_, place) => {
    const status = statuses?.[place];
    return {
      sequence: first + place,
      at,
      type: EventName.parse(row.type ?? `message.${status}`),
      ...omitNulls({ id: ids?.[place], detail }),
      ...(status && {
        state: {
          status,
          attempts: attempts?.[place] ?? 0,
          ...omitNulls({ errorCode: row.error_codes?.[place], reason: row.reasons?.[place] }),
        },
      }),
    };
  });
};

/** The id is that of the number and the time: a restored database may give a number again, to another event. */
const idOf = ({ sequence, at }: Noted): string => repeatableEventId(['event', sequence, at.toISOString()]);

const withSubjects = async ({ kysely, sealer }: Deps, noted: readonly Noted[]): Promise<LoggedEvent[]> => {
  const ofMessages = noted.flatMap(({ id, state }) => (id !== undefined && state ? [id] : []));
  const ofInbound = noted.flatMap(({ id, state }) => (id !== undefined && !state ? [id] : []));
  const messages = await findMessages(kysely, sealer, ofMessages);
  const inbound = await findInbound(kysely, sealer, ofInbound);
  const numbers = await findNumbers(kysely, sealer, noted);
  return noted.map((event) => {
    const { sequence, at, type, id: subject = '', state, detail } = event;
    const message = messages.get(subject);
    const received = inbound.get(subject);
    const to = numbers.get(sequence);
    return {
      id: idOf(event),
      sequence,
      at,
      type,
      ...(message && state ? { message: messageAtEvent(message, state) } : undefined),
      ...(received ? { inbound: received } : undefined),
      // An inbound message may be past its retention.
      ...(!message && !received && { detail: detail ?? { id: subject }, ...(to !== undefined && { to }) }),
    } as LoggedEvent;
  });
};

const findMessages = async (db: Kysely<Schema>, sealer: Sealer, ids: readonly string[]) => {
  if (!ids.length) return new Map<string, ReturnType<typeof messageOfRow>>();
  const rows = await db
    .selectFrom('messages')
    .select(messageColumns)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, messageOfRow(row, sealer, new Map())]));
};

const findInbound = async (db: Kysely<Schema>, sealer: Sealer, ids: readonly string[]) => {
  if (!ids.length) return new Map<string, ReturnType<typeof inboundOfRow>>();
  const rows = await db
    .selectFrom('inbound_messages')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, inboundOfRow(row, sealer)]));
};

/** The numbers that are kept. */
export const findEventRange = async (db: Kysely<Schema>): Promise<EventRange> => {
  const { rows } = await sql<{ first: string; last: string }>`
    select sequence as last, coalesce(
      (select last_sequence - events + 1 from event_log order by last_sequence limit 1), sequence + 1
    ) as first
    from event_head`.execute(db);
  return { first: Number(rows[0]?.first ?? 1), last: Number(rows[0]?.last ?? 0) };
};
