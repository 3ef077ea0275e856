import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { senderOfRow } from '../senders/senders.ts';

/** What may be changed of a sender. Messages that wait were accepted for its channel, so that stays. */
export type SenderPatch = Partial<
  Pick<RecordedSender, 'address' | 'mps' | 'dailyLimit' | 'paused'> & { pausedReason: string | null }
>;

/** Changes what the patch names, and gives the sender as it is then; `undefined` if there is none. */
export const updateSender = async (
  db: Kysely<Schema>,
  id: string,
  { dailyLimit, pausedReason, ...patch }: SenderPatch,
  at: Date,
): Promise<RecordedSender | undefined> => {
  // A sender that goes on, or is paused anew, is no longer paused for the old reason.
  const reason = pausedReason === undefined && patch.paused !== undefined ? null : pausedReason;
  const row = await db
    .updateTable('senders')
    .set({
      ...patch,
      ...(dailyLimit !== undefined && { daily_limit: dailyLimit }),
      ...(reason !== undefined && { paused_reason: reason }),
      // Whoever lets it go on knows better than the last answer of Twilio's.
      ...(patch.paused === false && { resting_until: null, resting_reason: null }),
      updated_at: at,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && senderOfRow(row);
};
