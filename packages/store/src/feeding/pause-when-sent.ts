import { sql, type Kysely } from 'kysely';
import { pauseCampaign, type CampaignPause } from '../campaigns/pause-campaign.ts';
import type { Schema } from '../schema/index.ts';

/**
 * Pauses a campaign when nothing of it is in a queue or on its way to Twilio any more: that was reserved of its budget, and
 * would not leave once the campaign is paused. Until then nobody more is fed.
 */
export const pauseWhenSent = async (db: Kysely<Schema>, campaignId: string, pause: CampaignPause): Promise<void> => {
  const { rows } = await sql`
    select from campaigns where id = ${campaignId} and (
      exists (
        select from messages
        where sender_id = any (campaigns.sender_ids) and campaign_id = ${campaignId}
          and status = 'accepted' and due_at < 'infinity'
      )
      or exists (select from messages where status = 'sending' and campaign_id = ${campaignId})
    )`.execute(db);
  if (rows.length === 0) await pauseCampaign(db, campaignId, pause);
};
