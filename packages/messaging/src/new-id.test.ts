import { expect, it } from 'vitest';
import { makeRandomPool, newId } from './new-id.ts';

it('makes another id each time, beyond the random bytes that are drawn together', () => {
  const at = new Date('2026-11-22T12:00:00.123Z');
  const ids = Array.from({ length: 1_000 }, () => newId(at));
  // The last 74 bits are random: without the version and the variant, that is what two ids differ in.
  expect(new Set(ids.map((id) => id.slice(15))).size).toBe(1_000);
});

it('makes ids of UUID version 7, whose first 48 bits are the milliseconds', () => {
  const at = new Date('2026-11-22T12:00:00.123Z');
  expect(newId(at)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(newId(at).replaceAll('-', '').slice(0, 12), 16)).toBe(at.getTime());
  expect([newId(new Date(at.getTime() + 1)), newId(at)].toSorted()[0]?.slice(0, 13)).toBe(newId(at).slice(0, 13));
});

it('takes the time of the moment where none is given', () => {
  const before = Date.now();
  const at = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});

it('draws no random bytes twice, however many are drawn', () => {
  const draw = makeRandomPool(12);
  const drawn = Array.from({ length: 5_000 }, () => draw());
  expect(drawn.every(({ length }) => length === 12)).toBe(true);
  expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(5_000);
});
