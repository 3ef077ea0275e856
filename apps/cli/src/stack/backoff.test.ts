import { expect, test } from 'vitest';
import { judgeDeath } from './backoff.ts';

test.each([
  [0, 500],
  [1, 1000],
  [2, 2000],
  [3, 4000],
])('after %i quick deaths the next one waits %i ms', (before, afterMs) => {
  expect(judgeDeath(before, 50)).toEqual({ kind: 'restart', afterMs, quickDeaths: before + 1 });
});

test('the fifth quick death in a row is the last', () => {
  expect(judgeDeath(4, 50)).toEqual({ kind: 'give-up', quickDeaths: 5 });
});

test('a process that had settled starts the count anew', () => {
  expect(judgeDeath(4, 60_000)).toEqual({ kind: 'restart', afterMs: 500, quickDeaths: 0 });
});
