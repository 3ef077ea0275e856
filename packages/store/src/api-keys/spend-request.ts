import { setTimeout as wait } from 'node:timers/promises';
import type { Spent } from '@recado/messaging';
import type { Pool, QueryConfig } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { batchCalls } from '../postgres/batch.ts';

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
    const limiter = limiters.get(limit) ?? makeLimiter(pool, limit);
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
const makeLimiter = (pool: Pool, limit: number) =>
  new RateLimiterPostgres({
    ...window,
    storeClient: impatient(pool),
    storeType: 'pool',
    tableName: 'key_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    points: limit,
    inMemoryBlockOnConsumed: limit,
    insuranceLimiter: new RateLimiterMemory({ ...window, points: limit }),
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
