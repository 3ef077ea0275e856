import type { Throttle } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Puts `next` in the place of `before`: of many that try at once, one does, and is told so. */
export const throttleSender = async (
  db: Kysely<Schema>,
  id: string,
  before: Throttle | undefined,
  next: Throttle,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('senders')
    .set({ throttled_rate: next.rate, throttled_at: next.at, throttle_cause: next.cause ?? null })
    .where('id', '=', id)
    .where('throttled_at', 'is not distinct from', before?.at ?? null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};
