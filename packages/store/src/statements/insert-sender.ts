import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { rowOfSender, senderOfRow } from '../senders/senders.ts';

/** `undefined` when there is one of this id already, which stays as it is. */
export const insertSender = async (db: Kysely<Schema>, sender: RecordedSender): Promise<RecordedSender | undefined> => {
  const row = await db
    .insertInto('senders')
    .values(rowOfSender(sender))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && senderOfRow(row);
};
