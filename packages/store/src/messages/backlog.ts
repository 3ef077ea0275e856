import type { Enqueueing } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { enqueueingOfRow } from '../rows/enqueueing.ts';
import type { Schema } from '../schema/index.ts';

/** Accepted messages of these senders, whenever they are due, after the id `after`, in order of id. What is parked has no job. */
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
