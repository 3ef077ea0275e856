import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { senderOfRow } from '../rows/sender.ts';
import type { Schema } from '../schema.ts';

/** All of them, the first made first. */
export const findSenders = async (db: Kysely<Schema>): Promise<RecordedSender[]> => {
  const rows = await db.selectFrom('senders').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map(senderOfRow);
};
