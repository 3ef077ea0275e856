import type { Enqueueing } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { fallBack } from '../messages/fallback.ts';
import { enqueueingOfRow } from '../rows/enqueueing.ts';
import type { Schema } from '../schema/index.ts';

/** The SMS that stand by for WhatsApp messages. */
export const fallbackMethods = (db: Kysely<Schema>) => ({
  fallBack: async (at: Date, limit: number): Promise<{ seen: number; jobs: Enqueueing[] }> => {
    const { seen, moved } = await fallBack(db, at, limit);
    const queued = moved.filter(({ campaign_id: campaignId }) => campaignId === null);
    return { seen, jobs: queued.map(enqueueingOfRow) };
  },
});
