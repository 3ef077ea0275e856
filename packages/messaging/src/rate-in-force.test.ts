import { expect, it } from 'vitest';
import { rateInForce, throttled, type Throttle } from './rate-in-force.ts';

const start = new Date('2026-11-22T12:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);

it('is the full rate without a sign', () => expect(rateInForce(80, undefined, start)).toBe(80));

it('halves at a sign, and keeps its cause', () => {
  expect(throttled(80, undefined, start, 20429)).toEqual({ rate: 40, at: start, cause: 20429 });
});

it('halves once in two seconds, however many signs there are', () => {
  const first = throttled(80, undefined, start);
  expect(throttled(80, first, later(1_999))).toBeUndefined();
  expect(throttled(80, first, later(2_000))).toEqual({ rate: 20, at: later(2_000) });
});

it('never falls below an eighth of mps', () => {
  let throttle: Throttle | undefined;
  for (let second = 0; second < 20; second += 2) throttle = throttled(80, throttle, later(second * 1000)) ?? throttle;
  expect(throttle?.rate).toBe(10);
});

it.each([
  [4_999, 40],
  [5_000, 48],
  [24_999, 72],
  [25_000, 80],
  [600_000, 80],
])('%i ms after the sign it is back at %i', (ms, rate) => {
  expect(rateInForce(80, { rate: 40, at: start }, later(ms))).toBe(rate);
});

it('halves what it has climbed back to', () => {
  expect(throttled(80, { rate: 40, at: start }, later(10_000))).toMatchObject({ rate: 28 });
});

it('follows a rate that was set lower meanwhile', () => {
  expect(rateInForce(20, { rate: 40, at: start }, start)).toBe(20);
});
