import { expect, it } from 'vitest';
import { makeWorstWindow } from './rate-report.ts';

const read = (...times: number[]) => {
  const window = makeWorstWindow();
  for (const at of times) window.add(at);
  return window.read();
};

it('finds the fullest second across the bounds of the clock’s', () => {
  expect(read(0, 900, 950, 1100, 1200, 5000)).toMatchObject({ count: 6, worst_second: 4 });
});

it('holds less than a whole second', () => {
  expect(read(0, 1000)).toMatchObject({ count: 2, worst_second: 1 });
});

it('counts on over many events', () => {
  expect(read(...Array.from({ length: 20_000 }, (_, i) => i * 10))).toEqual({
    count: 20_000,
    worst_second: 100,
    rate: 100,
  });
});

it('finds a full second after thousands of others', () => {
  const steady = Array.from({ length: 10_000 }, (_, i) => i * 10);
  const burst = Array.from({ length: 51 }, () => 100_499);
  expect(read(...steady, ...burst)).toMatchObject({ worst_second: 101 });
});

it('takes the rate without the pauses', () => {
  expect(read(0, 250, 500, 60_000, 60_250, 60_500)).toMatchObject({ rate: 4 });
  expect(read(0)).toMatchObject({ rate: 0 });
});
