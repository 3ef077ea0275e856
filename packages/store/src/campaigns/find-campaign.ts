import type { RecordedCampaign, RecordedCampaignEvent } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { campaignEventOfRow, campaignOfRow } from './rows.ts';

export const findCampaign = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaign | undefined> => {
  const row = await db.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirst();
  return row && campaignOfRow(row);
};

const eventsShown = 200;

const latestEvents = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaignEvent[]> => {
  const rows = await db
    .selectFrom('campaign_events')
    .selectAll()
    .where('campaign_id', '=', id)
    .orderBy('id', 'desc')
    .limit(eventsShown)
    .execute();
  return rows.toReversed().map(campaignEventOfRow);
};

/** A campaign with the latest of what happened to it, the oldest first. */
export const findCampaignHistory = async (db: Kysely<Schema>, id: string) => {
  const campaign = await findCampaign(db, id);
  return campaign && { campaign, events: await latestEvents(db, id) };
};
