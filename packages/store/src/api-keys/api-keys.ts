import { hash as digest } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultRateLimit, type AuditEntry, type RecordedApiKey, type Spent } from '@recado/messaging';
import type { Kysely, Selectable } from 'kysely';
import type { Pool, QueryConfig } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { audited } from '../audit/audit.ts';
import { batchCalls } from '../postgres/batch.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { ApiKeysTable, Schema } from '../schema/index.ts';

/** API keys: few rows, set by people. */
export const apiKeyMethods = ({ pool, kysely: db }: Deps) => ({
  insertApiKey: (key: RecordedApiKey, audit?: AuditEntry) => audited(db, audit, (trx) => insertApiKey(trx, key)),
  findApiKeyByHash: (hash: Buffer) => findApiKeyByHash(db, hash),
  listApiKeys: () => listApiKeys(db),
  revokeApiKey: (id: string, at: Date, audit?: AuditEntry) => audited(db, audit, (trx) => revokeApiKey(trx, id, at)),
  spendRequest: makeSpendRequest(pool),
  ...makeCountGuess(pool),
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

/** Lists all of them, the revoked too, the oldest first. */
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

type Call = { keyId: string; limit: number };

/** A query that takes longer than this does not delay requests. */
const timeoutMs = 250;
const window = { duration: 1, keyPrefix: '' };

/**
 * Enforces a key's requests per second over all processes; the second begins with the key's first request. Requests
 * that arrive during a query share the next one, so a busy process sends no more queries.
 */
export const makeSpendRequest = (pool: Pool) => {
  const limiters = new Map<number, RateLimiterPostgres>();
  const limiterOf = (limit: number): RateLimiterPostgres => {
    const limiter = limiters.get(limit) ?? makeLimiter(pool, { ...window, points: limit });
    limiters.set(limit, limiter);
    return limiter;
  };
  const spendTogether = async (calls: readonly Call[]): Promise<Spent[]> => {
    const spent = new Map<Call, Spent>();
    const byKey = Map.groupBy(calls, ({ keyId, limit }) => `${keyId} ${limit}`);
    await Promise.all(
      [...byKey.values()].map(async (same) => {
        const [{ keyId, limit } = { keyId: '', limit: 0 }] = same;
        const shares = share(same.length, limit, await consume(limiterOf(limit), keyId, same.length));
        for (const [at, call] of same.entries()) spent.set(call, shares[at] as Spent);
      }),
    );
    return calls.map((call) => spent.get(call) as Spent);
  };
  const spend = batchCalls(spendTogether);
  return (keyId: string, limit: number): Promise<Spent> => spend({ keyId, limit });
};

const guessSeconds = 60;
/** Names are chosen by those who guess, so they share so many rows at most. */
const guessRows = 65_536;

/**
 * Counts what is guessed for an account, over all processes: returns how many guesses there were within a minute. While the
 * record does not answer, each process counts by itself.
 */
const makeCountGuess = (pool: Pool) => {
  const most = { keyPrefix: 'guess', duration: guessSeconds, points: Number.MAX_SAFE_INTEGER };
  const limiter = makeLimiter(pool, most);
  const keyOf = (account: string): string => String(digest('sha256', account, 'buffer').readUInt32BE() % guessRows);
  return {
    countGuess: async (account: string): Promise<number> => (await consume(limiter, keyOf(account), 1)).consumedPoints,
    /** Takes one back that was right. */
    forgiveGuess: async (account: string): Promise<void> => {
      await limiter.reward(keyOf(account), 1);
    },
  };
};

const impatient = (pool: Pool) => ({
  query: (query: QueryConfig) =>
    Promise.race([
      pool.query(query),
      wait(timeoutMs, undefined, { ref: false }).then(() => {
        throw new Error(`No answer in ${timeoutMs} ms`);
      }),
    ]),
});

/** While the record does not answer, each process counts by itself. */
const makeLimiter = (pool: Pool, counted: { keyPrefix: string; duration: number; points: number }) =>
  new RateLimiterPostgres({
    ...counted,
    storeClient: impatient(pool),
    storeType: 'pool',
    tableName: 'key_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    inMemoryBlockOnConsumed: counted.points,
    insuranceLimiter: new RateLimiterMemory(counted),
  });

const consume = async (limiter: RateLimiterPostgres, keyId: string, requests: number): Promise<RateLimiterRes> => {
  try {
    return await limiter.consume(keyId, requests);
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
};

/**
 * When requests are counted together, the first ones that fit pass. A key known to be over its limit is not counted.
 */
const share = (requests: number, limit: number, { consumedPoints, msBeforeNext }: RateLimiterRes): Spent[] => {
  const left = consumedPoints === 0 ? 0 : limit - (consumedPoints - requests);
  return Array.from({ length: requests }, (_, at) => ({
    isWithin: at < left,
    remaining: Math.max(0, left - at - 1),
    resetMs: msBeforeNext,
  }));
};
