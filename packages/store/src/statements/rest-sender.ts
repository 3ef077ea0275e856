import type { Interruption } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Keeps a sender from sending, unless it rests already. Of many that try at once one does, and is told so. */
export const restSender = async (
  db: Kysely<Schema>,
  id: string,
  { until, reason }: Interruption,
  at: Date,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('senders')
    .set({ resting_until: until, resting_reason: reason })
    .where('id', '=', id)
    .where((where) => where.or([where('resting_until', 'is', null), where('resting_until', '<=', at)]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};
