import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** The ids of scheduled campaigns whose time has come, or was taken away. */
export const findDueCampaigns = async (db: Kysely<Schema>, at: Date): Promise<string[]> => {
  const rows = await db
    .selectFrom('campaigns')
    .select('id')
    .where('status', '=', 'scheduled')
    .where((eb) => eb.or([eb('send_at', 'is', null), eb('send_at', '<=', at)]))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};
