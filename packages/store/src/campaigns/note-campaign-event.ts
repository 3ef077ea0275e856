import type { RecordedCampaignEvent } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Schema } from '../schema.ts';

/** Writes down what happened to a campaign. Belongs in the transaction that makes it happen. */
export const noteCampaignEvent = async (
  db: Kysely<Schema>,
  campaignId: string,
  { at, type, by, reason, detail }: RecordedCampaignEvent,
): Promise<void> => {
  await db
    .insertInto('campaign_events')
    .values({
      campaign_id: campaignId,
      id: uuidv7(),
      at,
      type,
      by: by ?? null,
      reason: reason ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    })
    .execute();
};
