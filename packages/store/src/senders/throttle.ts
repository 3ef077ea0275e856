import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Pause = { reason: string; at: Date; sentAt: Date };

/**
 * Pauses a sender because of a request that went out at `sentAt`. Of many that try at once one does, and is told so.
 * What somebody has changed since then may have helped, so an answer to an older request does not count.
 */
export const pauseSender = async (db: Kysely<Schema>, id: string, { reason, at, sentAt }: Pause): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('senders')
    .set({ paused: true, paused_reason: reason, updated_at: at })
    .where('id', '=', id)
    .where('paused', '=', false)
    .where('updated_at', '<=', sentAt)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};
