import type { RecordedApiKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { apiKeyOfRow } from '../api-keys/api-keys.ts';
import type { Schema } from '../schema/index.ts';

/** Expired and revoked ones too: the caller judges. */
export const findApiKeyByHash = async (db: Kysely<Schema>, hash: Buffer): Promise<RecordedApiKey | undefined> => {
  const row = await db.selectFrom('api_keys').selectAll().where('key_hash', '=', hash).executeTakeFirst();
  return row && apiKeyOfRow(row);
};
