import type { RecordedApiKey } from '@recado/messaging';
import type { Selectable } from 'kysely';
import { given } from '../rows/given.ts';
import type { ApiKeysTable } from '../schema/index.ts';

export const apiKeyOfRow = (row: Selectable<ApiKeysTable>): RecordedApiKey => ({
  id: row.id,
  name: row.name,
  hash: row.key_hash,
  hint: row.hint,
  scopes: row.scopes,
  rateLimit: row.rate_limit,
  createdAt: row.created_at,
  ...given({ expiresAt: row.expires_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at }),
});
