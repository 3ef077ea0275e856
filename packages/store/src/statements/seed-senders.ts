import type { RecordedSender } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { rowOfSender } from '../senders/senders.ts';

/** Adds those whose id is not there yet. What was changed since stays changed. */
export const seedSenders = async (db: Kysely<Schema>, senders: readonly RecordedSender[]): Promise<void> => {
  if (!senders.length) return;
  await db
    .insertInto('senders')
    .values(senders.map(rowOfSender))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};
