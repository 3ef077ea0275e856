import { bySystem, type NewCampaignEvent } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { noteAudit } from '../audit/note-audit.ts';
import type { Schema } from '../schema/index.ts';

/** Writes down what happened to a campaign, and in the audit log. Belongs in the transaction that makes it happen. */
export const noteCampaignEvent = async (
  db: Kysely<Schema>,
  campaignId: string,
  { at, type, by, byId, reason, detail }: NewCampaignEvent,
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
  await noteAudit(db, {
    at,
    actor: by === undefined ? bySystem : { name: by, ...(byId !== undefined && { id: byId }) },
    action: `campaign.${type}`,
    object: `campaigns/${campaignId}`,
    ...((reason ?? detail) !== undefined && { detail: { ...(reason !== undefined && { reason }), ...detail } }),
  });
};
