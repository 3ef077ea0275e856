import { expect, test } from 'vitest';
import { readLifetime } from './lifetime.ts';

test.each([
  ['90d', 7_776_000_000],
  ['12h', 43_200_000],
  ['30m', 1_800_000],
])('%s is %i ms', (text, ms) => {
  expect(readLifetime(text)).toBe(ms);
});

test.each(['', '90', 'd', '0d', '-1d', '1.5h', '90 d', '1y', '1000000d'])('%o is refused', (text) => {
  expect(() => readLifetime(text)).toThrow(/90d, 12h or 30m/);
});
