import { afterEach, describe, expect, it, vi } from 'vitest';
import { rateWindowOf, syncRateLimit } from './rate-limit.ts';

it.each([
  [10_000, { max: 1_000, duration: 100 }],
  [400, { max: 40, duration: 100 }],
  [250, { max: 25, duration: 100 }],
  [80, { max: 8, duration: 100 }],
  [33.3, { max: 6, duration: 181 }],
  [14, { max: 2, duration: 143 }],
  [10, { max: 1, duration: 100 }],
  [3, { max: 1, duration: 334 }],
  [1, { max: 1, duration: 1_000 }],
  [0.5, { max: 1, duration: 2_000 }],
  [0.01, { max: 1, duration: 100_000 }],
])('cuts %d a second into windows', (mps, window) => {
  expect(rateWindowOf(mps)).toEqual(window);
});

describe('of any rate', () => {
  const rates = Array.from({ length: 4_000 }, (_, step) => 0.01 * 10 ** ((step * 6) / 4_000));
  const used = (mps: number) => {
    const { max, duration } = rateWindowOf(mps);
    return (max * 1000) / duration / mps;
  };

  it('is never above it', () => {
    expect(Math.max(...rates.map(used))).toBeLessThanOrEqual(1 + 1e-6);
  });

  it('uses 99 % of it and more', () => {
    expect(Math.min(...rates.map(used))).toBeGreaterThanOrEqual(0.99);
  });
});

it.each([0, -1, Number.NaN])('refuses %d', (mps) => {
  expect(() => rateWindowOf(mps)).toThrow(`got ${mps}`);
});

describe('the rate in the store', () => {
  afterEach(() => void vi.useRealTimers());

  const start = () => {
    vi.useFakeTimers();
    const store: { rate?: { max: number; duration: number } | undefined; reads: number } = { reads: 0 };
    const queue = {
      getGlobalRateLimit: async () => {
        store.reads += 1;
        return store.rate ?? null;
      },
      setGlobalRateLimit: async (max: number, duration: number) => void (store.rate = { max, duration }),
      getRateLimitTtl: async () => 0,
    } as unknown as Parameters<typeof syncRateLimit>[0]['queue'];
    const worker = { opts: {} } as Parameters<typeof syncRateLimit>[0]['worker'];
    return { store, sync: syncRateLimit({ queue, worker, mps: 10, warn: () => {} }) };
  };

  it('is not read while there are no jobs', async () => {
    const { store, sync } = start();
    await vi.advanceTimersByTimeAsync(10_000);
    const before = store.reads;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.reads).toBe(before);
    sync[Symbol.dispose]();
  });

  it('is put back within a second of the next job if the store lost it', async () => {
    const { store, sync } = start();
    await vi.advanceTimersByTimeAsync(10_000);
    store.rate = undefined;
    sync.jobTaken();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.rate).toEqual({ max: 1, duration: 100 });
    sync[Symbol.dispose]();
  });

  it('is written while a rate waits for the store, also without jobs', async () => {
    const { store, sync } = start();
    await vi.advanceTimersByTimeAsync(10_000);
    sync.setRate(20);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.rate).toEqual({ max: 2, duration: 100 });
    sync[Symbol.dispose]();
  });
});
