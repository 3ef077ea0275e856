import type { Status } from '@recado/contract';
import type { MessageFilter, RecordedEvent, RecordedMessage, WaitingMessages } from '@recado/messaging';
import { sql, type Expression, type ExpressionBuilder, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import { contactIndexOf, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { directionOf, firstIdAt, isBeyond, isOfMessage } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { eventsOf, messageColumns, messageOfRow, type MessageRow } from './rows.ts';
import { findStatuses } from './settle.ts';

/** A message and all that happened to it, the oldest first; its acceptance is the first. */
export const loadMessage = async (
  db: Kysely<Schema>,
  sealer: Sealer,
  id: string,
): Promise<{ message: RecordedMessage; events: RecordedEvent[] } | undefined> => {
  const row = await db.selectFrom('messages').select(messageColumns).where(isOfMessage(id)).executeTakeFirst();
  if (!row) return undefined;
  const message = messageOfRow(row, sealer, await findStatuses(db, row.fallback_id ? [row.fallback_id] : []));
  const accepted: RecordedEvent = { at: message.createdAt, type: 'accepted', status: 'accepted' };
  return { message, events: [accepted, ...eventsOf(row, await loadEvents(db, id))] };
};

const loadEvents = (db: Kysely<Schema>, id: string) =>
  db
    .selectFrom('message_events')
    .selectAll()
    .where(isOfMessage(id, 'message_id'))
    .orderBy('at')
    .orderBy('id')
    .execute();

type Where = ExpressionBuilder<Schema, 'messages'>;

/** Selects a page of messages, of those with a status from one of its places in the index. */
export const selectMessages = (
  db: Kysely<Schema>,
  indexOf: BlindIndex,
  filter: MessageFilter,
  [place] = placesOf(filter.status),
) =>
  db
    .selectFrom('messages')
    .select(messageColumns)
    .where((eb) => eb.and(conditionsOf(filter, place, indexOf, eb)))
    .orderBy('id', directionOf(filter))
    .limit(filter.limit);

/**
 * Returns the values of indexed_as under which messages_by_status has messages of a status; none for delivered ones. Sent
 * messages move from the first to the second.
 */
const placesOf = (status: Status | undefined): Status[] => {
  if (status === 'sent') return ['sending', 'sent'];
  return status === undefined || status === 'delivered' || status === 'read' ? [] : [status];
};

const conditionsOf = (
  filter: MessageFilter,
  place: Status | undefined,
  indexOf: BlindIndex,
  eb: Where,
): Expression<SqlBool>[] => {
  const { status, campaign_id: campaignId, to, reference, error_code: errorCode, since, until } = filter;
  const conditions: (Expression<SqlBool> | undefined)[] = [
    // Only the place of `sending` has messages of another status. A needless condition misleads the planner.
    status === undefined || (place === status && place !== 'sending') ? undefined : eb('status', '=', status),
    place === undefined ? undefined : eb('indexed_as', '=', place),
    campaignId === undefined ? undefined : eb('campaign_id', '=', campaignId),
    to === undefined ? undefined : eb('to_index', '=', contactIndexOf(to, indexOf)),
    reference === undefined ? undefined : eb('reference', '=', reference),
    errorCode === undefined ? undefined : eb('error_code', '=', errorCode),
    isBeyond(filter),
    since && sql<boolean>`created_at >= ${since} and id >= ${firstIdSince(since)}`,
    // An id is never younger than its message.
    until && sql<boolean>`created_at < ${until} and id < ${firstIdAt(until)}::uuid`,
  ];
  return conditions.filter((condition) => condition !== undefined);
};

/**
 * An id is as old as its message, with two exceptions. The ids of a campaign are as old as its import, which is younger than
 * the campaign. The id of a fallback SMS is as old as the message that was not delivered.
 */
const firstIdSince = (since: Date): RawBuilder<string> => sql`least(
  ${firstIdAt(since)}::uuid,
  (
    select min(id::text collate "C")::uuid from campaigns
    where status <> 'draft' and (ended_at is null or ended_at >= ${since})
  ),
  (select min(id::text collate "C")::uuid from messages where fallback_for is not null and created_at >= ${since})
)`;

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

/** Loads messages, sorted by id. `to` is E.164 and finds a person under every spelling of the number. */
export const loadMessages = async (
  { kysely, sealer, indexOf }: Deps,
  filter: MessageFilter,
): Promise<RecordedMessage[]> => {
  const [first, ...others] = placesOf(filter.status);
  const page = new Map<string, MessageRow>();
  // In this order, a message that moves in between is not missed.
  for (const place of [first, ...others])
    for (const row of await selectMessages(kysely, indexOf, filter, place && [place]).execute()) page.set(row.id, row);
  const rows = others.length ? firstOf(page, filter) : [...page.values()];
  const statuses = await findStatuses(
    kysely,
    rows.flatMap((row) => row.fallback_id ?? []),
  );
  return rows.map((row) => messageOfRow(row, sealer, statuses));
};

const firstOf = (page: ReadonlyMap<string, MessageRow>, filter: MessageFilter): MessageRow[] => {
  const sign = directionOf(filter) === 'asc' ? 1 : -1;
  return [...page.values()].toSorted((a, b) => (a.id < b.id ? -sign : sign)).slice(0, filter.limit);
};

/** Messages of unknown outcome, by what they wait for. */
export const countWaiting = async (db: Kysely<Schema>): Promise<WaitingMessages[]> => {
  const { rows } = await sql<WaitingMessages>`
    select reason, count(*)::int as messages, min(claimed_at) as since from messages
    where indexed_as = 'sending' and status = 'sending' and reason is not null group by reason order by reason`.execute(
    db,
  );
  return rows;
};

/** Counts messages by status. A status without messages is absent. */
export const countByStatus = async (db: Kysely<Schema>): Promise<Partial<Record<Status, number>>> => {
  const rows = await db
    .selectFrom('messages')
    .select(({ fn }) => ['status', fn.countAll<string>().as('count')])
    .groupBy('status')
    .orderBy('status')
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
};
