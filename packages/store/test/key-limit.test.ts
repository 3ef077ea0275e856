import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeSpendRequest } from '../src/api-keys/api-keys.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const passing = async (requests: Promise<{ isWithin: boolean }>[]) =>
  (await Promise.all(requests)).filter(({ isWithin }) => isWithin).length;

const times = <T>(n: number, run: () => T): T[] => Array.from({ length: n }, run);

it('as many pass in a second as the limit says, whichever process is asked', async () => {
  await using other = test.another();
  const keyId = uuidv7();
  const spent = [test.store, other].flatMap(({ spendRequest }) => times(80, () => spendRequest(keyId, 100)));
  expect(await passing(spent)).toBe(100);
});

it('requests of one key do not count for another', async () => {
  const { spendRequest } = test.store;
  const [one, another] = [uuidv7(), uuidv7()];
  expect(await passing(times(20, () => spendRequest(one, 10)))).toBe(10);
  expect(await passing(times(20, () => spendRequest(another, 20)))).toBe(20);
});

it('returns how many requests are left, and for how long; then all may pass again', async () => {
  const { spendRequest } = test.store;
  const keyId = uuidv7();
  const within = { resetMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 1_000) };
  expect(await spendRequest(keyId, 2)).toEqual({ isWithin: true, remaining: 1, ...within });
  expect(await spendRequest(keyId, 2)).toEqual({ isWithin: true, remaining: 0, ...within });
  expect(await spendRequest(keyId, 2)).toEqual({ isWithin: false, remaining: 0, ...within });
  await expect.poll(() => spendRequest(keyId, 2), { interval: 100 }).toMatchObject({ isWithin: true, remaining: 1 });
});

it('those that come at the same time are counted by few statements, and those that are too many by none', async () => {
  const pool = new pg.Pool({ connectionString: test.url, max: 2 });
  let spent = 0;
  const counting = Object.assign(Object.create(pool) as pg.Pool, {
    query: (query: pg.QueryConfig) => {
      spent += 1;
      return pool.query(query);
    },
  });
  const spend = makeSpendRequest(counting);
  const keyId = uuidv7();
  expect(await passing(times(400, () => spend(keyId, 300)))).toBe(300);
  expect(spent).toBeLessThanOrEqual(3);
  spent = 0;
  expect(await passing(times(100, () => spend(keyId, 300)))).toBe(0);
  expect(spent).toBe(0);
  await pool.end();
});

it.each<[string, () => Promise<never>]>([
  ['is away', () => Promise.reject(new Error('away'))],
  ['does not answer', () => new Promise<never>(() => {})],
])('each process counts by itself while the record %s', async (_what, query) => {
  const spend = makeSpendRequest({ query } as unknown as pg.Pool);
  expect(await passing(times(150, () => spend(uuidv7(), 100)))).toBe(150);
  const keyId = uuidv7();
  expect(await passing(times(150, () => spend(keyId, 100)))).toBe(100);
});
