import type { Interruption, Throttle } from '@recado/messaging';
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

/** Keeps a sender from sending, unless it rests already. Of many that try at once one does, and is told so. */
export const holdSender = async (
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

/** What a worker last said of its way to Twilio; without an outage, that the way is open. */
export const noteOutage = async (db: Kysely<Schema>, id: string, outage: Interruption | undefined): Promise<void> => {
  await db
    .updateTable('senders')
    .set({ outage_until: outage?.until ?? null, outage_reason: outage?.reason ?? null })
    .where('id', '=', id)
    .execute();
};
