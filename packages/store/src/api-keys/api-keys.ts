import { defaultRateLimit, type AuditEntry, type RecordedApiKey } from '@recado/messaging';
import type { Kysely, Selectable } from 'kysely';
import type { Pool } from 'pg';
import { audited } from '../audit/audit.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { ApiKeysTable, Schema } from '../schema/index.ts';
import { makeSpendRequest } from './spend-request.ts';

/** API keys: few rows, set by people. */
export const apiKeyMethods = ({ pool, kysely: db }: Deps) => ({
  insertApiKey: (key: RecordedApiKey, audit?: AuditEntry) => audited(db, audit, (trx) => insertApiKey(trx, key)),
  findApiKeyByHash: (hash: Buffer) => findApiKeyByHash(db, hash),
  listApiKeys: () => listApiKeys(db),
  revokeApiKey: (id: string, at: Date, audit?: AuditEntry) => audited(db, audit, (trx) => revokeApiKey(trx, id, at)),
  spendRequest: makeSpendRequest(pool),
  touchApiKey: (id: string, at: Date) => touchApiKey(db, id, at),
});

const apiKeyOfRow = (row: Selectable<ApiKeysTable>): RecordedApiKey => ({
  id: row.id,
  name: row.name,
  hash: row.key_hash,
  hint: row.hint,
  scopes: row.scopes,
  rateLimit: row.rate_limit,
  createdAt: row.created_at,
  ...omitNulls({ expiresAt: row.expires_at, lastUsedAt: row.last_used_at, revokedAt: row.revoked_at }),
});

/** Expired and revoked ones too: the caller judges. */
const findApiKeyByHash = async (db: Kysely<Schema>, hash: Buffer): Promise<RecordedApiKey | undefined> => {
  const row = await db.selectFrom('api_keys').selectAll().where('key_hash', '=', hash).executeTakeFirst();
  return row && apiKeyOfRow(row);
};

const insertApiKey = async (db: Kysely<Schema>, key: RecordedApiKey): Promise<RecordedApiKey> => {
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

/** All of them, the revoked too, the oldest first. */
const listApiKeys = async (db: Kysely<Schema>): Promise<RecordedApiKey[]> => {
  const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map(apiKeyOfRow);
};

/** Revoking a key again keeps the first time. Returns `undefined` if the key does not exist. */
const revokeApiKey = async (db: Kysely<Schema>, id: string, at: Date): Promise<RecordedApiKey | undefined> => {
  const row = await db
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && apiKeyOfRow(row);
};

/** Notes that the key was used. An older time does not overwrite a later one. */
const touchApiKey = async (db: Kysely<Schema>, id: string, at: Date): Promise<void> => {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
    .execute();
};

type Deps = { pool: Pool; kysely: Kysely<Schema> };
