import type { Enqueueing } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { enqueueingOfRow } from './rows.ts';

/** Accepted messages of these senders after the id `after`, in order of id, due or not. Parked messages have no job. */
export const findAccepted = async (
  db: Kysely<Schema>,
  senderIds: string[],
  after: string | undefined,
  limit: number,
): Promise<Enqueueing[]> => {
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'sender_id', 'campaign_id', 'segments', 'due_at'])
    .where('status', '=', 'accepted')
    .where('sender_id', 'in', senderIds)
    .where('due_at', '<', sql<Date>`'infinity'`)
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
    .where('status', '=', 'accepted')
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
