import type { AcceptedPage, Enqueueing, JobPage } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Lane } from '../postgres/observe.ts';
import type { Schema } from '../schema/index.ts';
import { enqueueingOfRow, type EnqueueingRow } from './rows.ts';

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

/**
 * Finds accepted messages that have been due since before `before`, a campaign's for twenty seconds more, after the id
 * `after`, in order of id. It reads an index entry for each message after that id, scheduled ones too.
 */
export const findWaiting = async (
  db: Kysely<Schema>,
  before: Date,
  after: string | undefined,
  limit: number,
): Promise<Enqueueing[]> => {
  const rows = await selectWaiting(db, before, after, limit).execute();
  return rows.map(enqueueingOfRow);
};

type DuePage = { senderIds?: string[]; until: Date; campaignsUntil: Date; after: string | undefined };

/**
 * Selects accepted messages by their time. In order of id, PostgreSQL would read the whole table as soon as many messages are
 * scheduled and few are due. The indexes have no id, which would take 50 bytes for each message. So a page reads all
 * messages of a sender that have exactly the same time as its first or its last one.
 */
export const selectDue = ({ senderIds, until, campaignsUntil, after }: DuePage, limit: number) => {
  const [dueAt, id] = after?.split('/') ?? [];
  const isAfter = after === undefined ? sql`true` : sql`(due_at, id) > (${dueAt}::timestamptz, ${id}::uuid)`;
  const ofLane = (campaign: 'null' | 'not null', last: Date) => sql`(
    select id, sender_id, segments, campaign_id, due_at from messages
    where sender_id = senders.id and indexed_as = 'accepted' and campaign_id is ${sql.raw(campaign)}
      and due_at < 'infinity' and due_at <= ${last} and ${isAfter}
    order by due_at, id limit ${limit}
  )`;
  return sql<EnqueueingRow & { due_at: Date; position: string }>`
    select due.*, due_at::text || '/' || due.id as position
    from senders, lateral (${ofLane('null', until)} union all ${ofLane('not null', campaignsUntil)}) as due
    where ${senderIds ? sql`senders.id = any (${senderIds}::text[])` : sql`true`}
    order by due_at, due.id limit ${limit}`;
};

/** The position of the last row is undefined when none is left. */
const findPage = async (db: Kysely<Schema>, page: DuePage, limit: number) => {
  const { rows } = await selectDue(page, limit).execute(db);
  return { rows, next: rows.length === limit ? rows.at(-1)?.position : undefined };
};

/** Finds the messages of findWaiting in order of their time, after a position, and the position from which to continue. */
export const findDue = async (
  db: Kysely<Schema>,
  before: Date,
  after: string | undefined,
  limit: number,
): Promise<JobPage> => {
  const campaignsUntil = new Date(before.getTime() - inTurnMs);
  const { rows, next } = await findPage(db, { until: before, campaignsUntil, after }, limit);
  return { jobs: rows.map(enqueueingOfRow), next };
};

/**
 * Finds accepted messages of these senders that are due at `until` or before, in order of their time, and the position from
 * which to continue. Parked messages have no job.
 */
export const findAccepted = async (
  db: Kysely<Schema>,
  { senderIds, until, after }: AcceptedPage,
  limit: number,
): Promise<JobPage> => {
  const { rows, next } = await findPage(db, { senderIds, until, campaignsUntil: until, after }, limit);
  return { jobs: rows.map((row) => ({ ...enqueueingOfRow(row), at: row.due_at })), next };
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
