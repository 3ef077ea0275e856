import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { senderOfRow } from '../rows/sender.ts';
import type { Schema } from '../schema.ts';

export const findSender = async (db: Kysely<Schema>, id: string): Promise<RecordedSender | undefined> => {
  const row = await db.selectFrom('senders').selectAll().where('id', '=', id).executeTakeFirst();
  return row && senderOfRow(row);
};
