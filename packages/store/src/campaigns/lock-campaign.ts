import type { RecordedCampaign } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { campaignOfRow } from './rows.ts';

/** A campaign that nobody else changes until the transaction ends. Counting and feeding are not held up. */
export const lockCampaign = async (db: Kysely<Schema>, id: string): Promise<RecordedCampaign | undefined> => {
  const row = await db.selectFrom('campaigns').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row && campaignOfRow(row);
};
