import { describe, expect, it } from 'vitest';
import { median, pace, percentile, worstWindow } from './statistics.ts';

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  it('of nothing is not a number', () => expect(median([])).toBeNaN());
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])('%d of 1 to 100 is %d', (share, expected) => expect(percentile(hundred, share)).toBe(expected));
});

describe('worst window', () => {
  it('is the fullest one, wherever it begins', () =>
    expect(worstWindow([0, 900, 950, 1000, 1899, 1900], 1000)).toBe(4));
  it('does not hold what is a whole window apart', () => expect(worstWindow([0, 1000, 2000], 1000)).toBe(1));
  it('of nothing is empty', () => expect(worstWindow([], 1000)).toBe(0));
});

describe('pace', () => {
  it('of events that come evenly is their rate', () =>
    expect(pace(Array.from({ length: 50 }, (_, index) => 1_000_000 + index * 20))).toBeCloseTo(50));

  it('of bursts is that of the bursts, though the last slice has just begun', () => {
    const bursts = Array.from({ length: 101 }, (_, slice) =>
      Array.from({ length: 8 }, (_event, n) => slice * 100 + n / 10),
    );
    expect(pace(bursts.flat())).toBeCloseTo(80, 1);
  });
});
