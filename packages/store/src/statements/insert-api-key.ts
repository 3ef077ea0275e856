import { defaultRateLimit, type RecordedApiKey } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

export const insertApiKey = async (db: Kysely<Schema>, key: RecordedApiKey): Promise<RecordedApiKey> => {
  await db
    .insertInto('api_keys')
    .values({
      id: key.id,
      name: key.name,
      key_hash: key.hash,
      hint: key.hint,
      scopes: [...key.scopes],
      created_at: key.createdAt,
      expires_at: key.expiresAt ?? null,
      last_used_at: key.lastUsedAt ?? null,
      revoked_at: key.revokedAt ?? null,
      rate_limit: key.rateLimit ?? defaultRateLimit,
    })
    .execute();
  return key;
};
