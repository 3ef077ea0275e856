import type { RecordedApiKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { apiKeyOfRow } from '../api-keys/api-keys.ts';
import type { Schema } from '../schema/index.ts';

/** All of them, the revoked too, the oldest first. */
export const listApiKeys = async (db: Kysely<Schema>): Promise<RecordedApiKey[]> => {
  const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map(apiKeyOfRow);
};
