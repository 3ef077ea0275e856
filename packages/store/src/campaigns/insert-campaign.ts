import type { Changed, NewCampaign } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { noteCampaignEvent } from './campaigns.ts';
import { onceByKey } from './idempotency.ts';
import { campaignOfRow, columnsOfSettings } from './rows.ts';

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
