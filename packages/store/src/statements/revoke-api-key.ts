import type { RecordedApiKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { apiKeyOfRow } from '../api-keys/api-keys.ts';
import type { Schema } from '../schema/index.ts';

/** Revoked twice, it keeps the first time. `undefined` if there is none. */
export const revokeApiKey = async (db: Kysely<Schema>, id: string, at: Date): Promise<RecordedApiKey | undefined> => {
  const row = await db
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && apiKeyOfRow(row);
};
