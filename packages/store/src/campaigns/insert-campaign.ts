import type { Changed, NewCampaign } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { campaignOfRow, columnsOfSettings } from '../rows/campaign.ts';
import type { Schema } from '../schema.ts';
import { onceByKey } from './campaign-answers.ts';
import { noteCampaignEvent } from './note-campaign-event.ts';

/** Commits a draft and takes its key, or gives what the key made before. */
export const insertCampaign = (db: Kysely<Schema>, campaign: NewCampaign): Promise<Changed> =>
  onceByKey(db, campaign, async (trx) => {
    const { id, at, by, byId, settings } = campaign;
    const row = await trx
      .insertInto('campaigns')
      .values({ id, ...columnsOfSettings(settings), created_at: at, created_by: by, updated_at: at })
      .returningAll()
      .executeTakeFirstOrThrow();
    await noteCampaignEvent(trx, id, { at, type: 'created', by, byId });
    return { kind: 'changed', campaign: campaignOfRow(row) };
  });
