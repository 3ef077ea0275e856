import type { CampaignFilter, RecordedCampaign } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { campaignOfRow } from './rows.ts';

/** The newest first, by their ids. */
export const listCampaigns = async (
  db: Kysely<Schema>,
  { status, before, limit }: CampaignFilter,
): Promise<RecordedCampaign[]> => {
  const rows = await db
    .selectFrom('campaigns')
    .selectAll()
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? 'draft'))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(campaignOfRow);
};
