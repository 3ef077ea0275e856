import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { senderOfRow } from '../senders/senders.ts';

/** One sender, with how many people it reached if there is a limit to that. */
export const findSender = async (db: Kysely<Schema>, id: string): Promise<RecordedSender | undefined> => {
  const row = await db
    .selectFrom('senders')
    .leftJoin('reached_counts', 'reached_counts.sender_id', 'senders.id')
    .selectAll('senders')
    .select('reached_counts.people')
    .where('senders.id', '=', id)
    .executeTakeFirst();
  return row && { ...senderOfRow(row), ...(row.daily_limit !== null && { reached: row.people ?? 0 }) };
};
