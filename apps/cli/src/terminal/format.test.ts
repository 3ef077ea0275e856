import { expect, test } from 'vitest';
import { duration } from './format.ts';

test.each([
  [0, '0 s'],
  [3.4, '3 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [7_500, '2 h 5 min'],
  [7_205, '2 h'],
  [100_000, '1 d 3 h'],
])('%d seconds are %s', (seconds, said) => expect(duration(seconds)).toBe(said));
