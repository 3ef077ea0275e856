import type { Origin } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** By which sender a message went out, and when: it was claimed, or at least accepted. `undefined` if there is none. */
export const findOrigin = async (db: Kysely<Schema>, messageId: string): Promise<Origin | undefined> => {
  const row = await db
    .selectFrom('messages')
    .select(['sender_id', 'claimed_at', 'created_at'])
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row && { senderId: row.sender_id, sentAt: row.claimed_at ?? row.created_at };
};
