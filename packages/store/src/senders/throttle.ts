import type { Interruption, Throttle } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Pause = { reason: string; at: Date; sentAt: Date };

/**
 * Pauses a sender because of a request that was sent at `sentAt`. If several calls come at once, only one changes it
 * and returns true. A later change by a user may have fixed the cause, so an answer to an older request is ignored.
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

/** Ends a pause that was made for this reason; false if somebody has changed it since. */
export const resumeSender = async (db: Kysely<Schema>, id: string, reason: string, at: Date): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('senders')
    .set({ paused: false, paused_reason: null, updated_at: at })
    .where('id', '=', id)
    .where('paused', '=', true)
    .where('paused_reason', '=', reason)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};

/** Puts a sender on hold, unless it is on hold already. If several calls come at once, only one returns true. */
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

/** Replaces the rate `before` by `next`. If several calls come at once, only one returns true. */
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

/** Records a worker's last connection state to Twilio; without an outage it is connected. */
export const writeOutage = async (db: Kysely<Schema>, id: string, outage: Interruption | undefined): Promise<void> => {
  await db
    .updateTable('senders')
    .set({ outage_until: outage?.until ?? null, outage_reason: outage?.reason ?? null })
    .where('id', '=', id)
    .execute();
};

/** Waits until every feed of the sender that began earlier has ended. */
export const awaitFeeder = (db: Kysely<Schema>, senderId: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`feed:${senderId}`}, 0))`.execute(trx);
  });
