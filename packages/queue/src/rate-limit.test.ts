import { describe, expect, it } from 'vitest';
import { rateWindowOf } from './rate-limit.ts';

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
