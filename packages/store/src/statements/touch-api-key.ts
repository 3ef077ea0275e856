import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

/** Notes that the key was used. An older time does not overwrite a later one. */
export const touchApiKey = async (db: Kysely<Schema>, id: string, at: Date): Promise<void> => {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
    .execute();
};
