import type { Allowance } from '@recado/messaging';
import { expect, it, vi } from 'vitest';
import { makeSpendAllowance } from './spend-allowance.ts';

type Take = (keyId: string, wanted: number) => Promise<Allowance>;

/** What the record does, for processes that share a clock. */
const makeRecord = (now: () => number): Take => {
  const taken = new Map<string, number>();
  return async (keyId, wanted) => {
    const window = `${keyId} ${Math.floor(now() / 1000)}`;
    taken.set(window, (taken.get(window) ?? 0) + wanted);
    return { taken: taken.get(window) ?? 0, leftMs: 1000 - (now() % 1000) };
  };
};

const world = (takeBy?: Take) => {
  let at = 0;
  const now = () => at;
  const take = vi.fn<Take>(takeBy ?? makeRecord(now));
  const makeProcess = () => makeSpendAllowance({ now, takeAllowance: take });
  return { take, makeProcess, pass: (ms: number) => (at += ms) };
};

const passing = async (requests: Promise<{ isWithin: boolean }>[]) =>
  (await Promise.all(requests)).filter(({ isWithin }) => isWithin).length;

const times = <T>(n: number, run: () => T): T[] => Array.from({ length: n }, run);

it('lets as many through in a second as the limit says, whoever asks', async () => {
  const { makeProcess, pass } = world();
  const processes = times(3, makeProcess);
  for (let second = 0; second < 3; second += 1) {
    const asked = processes.flatMap((spend) => times(80, () => spend('a', 100)));
    expect(await passing(asked)).toBe(100);
    pass(1000);
  }
});

it('lets nobody pay for another key', async () => {
  const spend = world().makeProcess();
  expect(await passing(times(20, () => spend('a', 10)))).toBe(10);
  expect(await passing(times(20, () => spend('b', 20)))).toBe(20);
});

it('tells how many requests are left, and for how long', async () => {
  const { makeProcess, pass } = world();
  const spend = makeProcess();
  pass(400);
  expect(await spend('a', 2)).toEqual({ isWithin: true, remaining: 1, resetMs: 600 });
  pass(100);
  expect(await spend('a', 2)).toEqual({ isWithin: true, remaining: 0, resetMs: 500 });
  expect(await spend('a', 2)).toEqual({ isWithin: false, remaining: 0, resetMs: 500 });
  pass(500);
  expect(await spend('a', 2)).toMatchObject({ isWithin: true, remaining: 1 });
});

it('asks about ten times a second, and no more when it is busy', async () => {
  const { makeProcess, take, pass } = world();
  const spend = makeProcess();
  await passing(times(1000, () => spend('a', 5000)));
  pass(1000);
  take.mockClear();
  for (let request = 0; request < 1000; request += 1) await spend('a', 5000);
  expect(take.mock.calls.length).toBeLessThanOrEqual(10);
});

it('asks nobody for a request that is too many', async () => {
  const { makeProcess, take } = world();
  const spend = makeProcess();
  await passing(times(20, () => spend('a', 10)));
  take.mockClear();
  await passing(times(100, () => spend('a', 10)));
  expect(take).not.toHaveBeenCalled();
});

it.each<[string, Take]>([
  ['is away', () => Promise.reject(new Error('away'))],
  ['does not answer', () => new Promise(() => {})],
])('counts by itself while the record %s', async (_what, take) => {
  const { makeProcess, pass } = world(take);
  const spend = makeProcess();
  expect(await passing(times(150, () => spend('a', 100)))).toBe(100);
  pass(1000);
  expect(await spend('a', 100)).toMatchObject({ isWithin: true });
});
