import { expect, it } from 'vitest';
import { makeWorstWindow } from './worst-window.ts';

const read = (...times: number[]) => {
  const window = makeWorstWindow();
  for (const at of times) window.add(at);
  return window.read();
};

it('finds the fullest second across the bounds of the clock’s', () => {
  expect(read(0, 900, 950, 1100, 1200, 5000)).toEqual({ count: 6, worst_second: 4 });
});

it('holds less than a whole second', () => {
  expect(read(0, 1000)).toEqual({ count: 2, worst_second: 1 });
});

it('counts on over many events', () => {
  expect(read(...Array.from({ length: 20_000 }, (_, i) => i * 10))).toEqual({ count: 20_000, worst_second: 100 });
});
