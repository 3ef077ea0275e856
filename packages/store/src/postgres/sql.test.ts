import { setTimeout as sleep } from 'node:timers/promises';
import { version } from 'uuid';
import { expect, it } from 'vitest';
import { newEventId } from './sql.ts';

it('makes a new id each time, also when its store of random bytes is used up', () => {
  const ids = Array.from({ length: 10_000 }, newEventId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('makes ids that sort by time', async () => {
  const first = newEventId();
  await sleep(2);
  const second = newEventId();
  expect(version(first)).toBe(7);
  expect([second, first].toSorted()).toEqual([first, second]);
});
