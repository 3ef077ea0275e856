import type { CampaignChange, RecordedCampaign } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { campaignOfRow, columnsOfSettings, columnsOfState } from './rows.ts';

/** Writes what becomes of a campaign, and gives it as it is then. */
export const updateCampaign = async (
  db: Kysely<Schema>,
  id: string,
  { settings, state }: CampaignChange,
  at: Date,
): Promise<RecordedCampaign> => {
  const row = await db
    .updateTable('campaigns')
    .set((eb) => ({
      ...(settings && { ...columnsOfSettings(settings), version: eb('version', '+', 1) }),
      ...(state && columnsOfState(state)),
      updated_at: at,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return campaignOfRow(row);
};
