import { expect, it } from 'vitest';
import { makeChance } from './chance.ts';

const draw = (seed: number) => Array.from({ length: 1000 }, makeChance(seed));

it('repeats itself from the same seed, and only from it', () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('is spread evenly from 0 up to 1', () => {
  const numbers = draw(7);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, one) => sum + one, 0) / 1000).toBeCloseTo(0.5, 1);
});
