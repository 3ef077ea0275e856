import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const now = new Date('2026-11-22T12:00:00Z');

it.each([
  ['0', 0],
  [' 30 ', 30_000],
  ['Sun, 22 Nov 2026 12:00:05 GMT', 5_000],
  ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ['999999999999', 86_400_000],
  ['soon', undefined],
  ['-5', undefined],
  ['', undefined],
  [undefined, undefined],
])('%o asks for %o ms', (header, ms) => {
  expect(parseRetryAfter(header, now)).toBe(ms);
});
