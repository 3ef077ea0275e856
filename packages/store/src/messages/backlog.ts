import type { AcceptedPage, Enqueueing } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Lane } from '../postgres/observe.ts';
import type { Schema } from '../schema/index.ts';
import { enqueueingOfRow } from './rows.ts';

/**
 * Accepted messages of these senders that are due at `until` or before, after the id `after`, in order of id. Parked
 * messages have no job.
 */
export const findAccepted = async (
  db: Kysely<Schema>,
  { senderIds, until, after }: AcceptedPage,
  limit: number,
): Promise<Enqueueing[]> => {
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'sender_id', 'campaign_id', 'segments', 'due_at'])
    .where('indexed_as', '=', 'accepted')
    .where('sender_id', 'in', senderIds)
    .where('due_at', '<=', until)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...enqueueingOfRow(row), at: row.due_at }));
};

/** The feeder has so much of a campaign in a queue on purpose. */
const inTurnMs = 20_000;

export const selectWaiting = (db: Kysely<Schema>, before: Date, after: string | undefined, limit: number) =>
  db
    .selectFrom('messages')
    .select(['id', 'sender_id', 'segments', 'campaign_id'])
    .where('indexed_as', '=', 'accepted')
    .where('due_at', '<', before)
    .where((where) =>
      where.or([where('campaign_id', 'is', null), where('due_at', '<', new Date(before.getTime() - inTurnMs))]),
    )
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit);

/** Accepted messages that have been due since before `before`, a campaign's for twenty seconds more, after the id `after`, in order of id. */
export const findWaiting = async (
  db: Kysely<Schema>,
  before: Date,
  after: string | undefined,
  limit: number,
): Promise<Enqueueing[]> => {
  const rows = await selectWaiting(db, before, after, limit).execute();
  return rows.map(enqueueingOfRow);
};

/** A position has the microseconds that a Date loses. Without them a page could return its last row again. */
const position = sql<string>`due_at::text || '/' || id`;

export const selectUpcoming = (db: Kysely<Schema>, until: Date, after: string | undefined, limit: number) => {
  const [dueAt, id] = after?.split('/') ?? [];
  return db
    .selectFrom('messages')
    .select(['id', 'sender_id', 'campaign_id', 'segments', 'due_at', position.as('position')])
    .where('indexed_as', '=', 'accepted')
    .where(sql<boolean>`due_at > created_at and due_at < 'infinity'`)
    .where('due_at', '<=', until)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(due_at, id) > (${dueAt}::timestamptz, ${id}::uuid)`))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit);
};

/**
 * Finds accepted messages after a position that are due at `until` or before, in order of their time. Messages that were
 * due at their creation are left out. Also returns the position from which to continue: past `until` when none is left.
 */
export const findUpcoming = async (
  db: Kysely<Schema>,
  until: Date,
  after: string | undefined,
  limit: number,
): Promise<{ jobs: Enqueueing[]; next: string }> => {
  const rows = await selectUpcoming(db, until, after, limit).execute();
  const jobs = rows.map((row) => ({ ...enqueueingOfRow(row), at: row.due_at }));
  const last = rows.length === limit ? rows.at(-1)?.position : undefined;
  return { jobs, next: last ?? positionAfter(until) };
};

const positionAfter = (at: Date) => `${at.toISOString()}/ffffffff-ffff-ffff-ffff-ffffffffffff`;

/** The oldest accepted messages of a sender, by whether a campaign created them. Parked messages are left out. */
export type OldestDue = { senderId: string } & Record<Lane, Date | null>;

/** Reads one entry of an index for each sender and lane, however many messages wait. */
export const findOldestDue = async (db: Kysely<Schema>): Promise<OldestDue[]> => {
  const oldest = (campaign: 'null' | 'not null') => sql`(
    select due_at from messages
    where sender_id = senders.id and indexed_as = 'accepted' and campaign_id is ${sql.raw(campaign)} and due_at < 'infinity'
    order by due_at limit 1
  )`;
  const { rows } = await sql<OldestDue>`
    select id as "senderId", ${oldest('null')} as transactional, ${oldest('not null')} as campaign
    from senders order by id`.execute(db);
  return rows;
};

const unheardAtMost = 10_000;

/** Counts sent messages whose status callback is overdue, up to 10,000. */
export const countUnheard = async (db: Kysely<Schema>, at: Date): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int from (
      select from messages where indexed_as = 'sent' and due_at < ${at} limit ${unheardAtMost}
    ) as unheard`.execute(db);
  return rows[0]?.count ?? 0;
};
