import type { Enqueueing } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type Row = { id: string; sender_id: string; campaign_id: string | null; segments: number | null; due_at: Date };

const enqueueingOf = (row: Row): Enqueueing => ({
  messageId: row.id,
  senderId: row.sender_id,
  at: row.due_at,
  ...(row.segments !== null && { segments: row.segments }),
  ...(row.campaign_id !== null && { lane: 'campaign' }),
});

/** Accepted messages of these senders, whenever they are due, after the id `after`, in order of id. */
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
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(enqueueingOf);
};
