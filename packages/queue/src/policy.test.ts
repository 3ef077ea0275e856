import { expect, it } from 'vitest';
import { delayAfterFault, makeRetryPolicy } from './policy.ts';

it('asks Twilio eight times at most', () => {
  expect(makeRetryPolicy().maxAttempts).toBe(8);
});

it.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [7, 64_000],
  [20, 300_000],
])('waits after attempt %d for anything up to %d ms', (attempt, longest) => {
  expect(makeRetryPolicy(() => 0).delayAfter(attempt)).toBe(0);
  expect(makeRetryPolicy(() => 0.5).delayAfter(attempt)).toBe(longest / 2);
  expect(makeRetryPolicy(() => 1).delayAfter(attempt)).toBe(longest);
});

it('brings a job back after a fault within a second and a minute, however often it failed', () => {
  expect(delayAfterFault(1, () => 0)).toBe(1_000);
  expect(delayAfterFault(1, () => 1)).toBe(2_000);
  expect(delayAfterFault(10_000, () => 1)).toBe(61_000);
});
