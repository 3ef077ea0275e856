import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { expireMessages, type MessageExpiry } from './messages.ts';

const hourMs = 3_600_000;

const inAnHour = (at: Date): Date => new Date(at.getTime() + hourMs);

/** Notes messages that a walk went past too early. */
export const leaveBehind = async (
  db: Kysely<Schema>,
  { kind, at }: Pick<MessageExpiry, 'kind' | 'at'>,
  ids: readonly string[],
): Promise<void> => {
  if (!ids.length) return;
  await db
    .insertInto('retention_left')
    .values(ids.map((id) => ({ kind, message_id: id, look_at: inAnHour(at) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Comes back to those that were left behind an hour ago, and gives how many. */
export const comeBack = async (db: Kysely<Schema>, expiry: MessageExpiry): Promise<number> => {
  const left = await db
    .selectFrom('retention_left')
    .select('message_id')
    .where('kind', '=', expiry.kind)
    .where('look_at', '<=', expiry.at)
    .orderBy('look_at')
    .limit(expiry.limit)
    .execute();
  if (!left.length) return 0;
  const ids = left.map(({ message_id: id }) => id);
  const over = await expireMessages(db, expiry, ids);
  if (over.size)
    await db
      .deleteFrom('retention_left')
      .where('kind', '=', expiry.kind)
      .where('message_id', 'in', [...over])
      .execute();
  const again = ids.filter((id) => !over.has(id));
  if (again.length)
    await db
      .updateTable('retention_left')
      .set({ look_at: inAnHour(expiry.at) })
      .where('kind', '=', expiry.kind)
      .where('message_id', 'in', again)
      .execute();
  return left.length;
};
