import type { Interruption } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** What a worker last said of its way to Twilio; without an outage, that the way is open. */
export const noteOutage = async (db: Kysely<Schema>, id: string, outage: Interruption | undefined): Promise<void> => {
  await db
    .updateTable('senders')
    .set({ outage_until: outage?.until ?? null, outage_reason: outage?.reason ?? null })
    .where('id', '=', id)
    .execute();
};
