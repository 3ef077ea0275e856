import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closedLoop, openLoop } from './loops.ts';

it('a closed loop has no more requests out than it may, and numbers each once', async () => {
  const seen: number[] = [];
  let out = 0;
  let most = 0;
  const send = async (n: number) => {
    seen.push(n);
    most = Math.max(most, (out += 1));
    await sleep(1);
    out -= 1;
  };
  const perSecond = await closedLoop({ send, concurrency: 4, durationMs: 50 });
  expect(most).toBe(4);
  expect(seen).toEqual(seen.map((_, index) => index));
  expect(perSecond).toBeGreaterThan(0);
});

it('an open loop counts the time that a request waited for the server from when it was due', async () => {
  const free = sleep(60);
  const took = await openLoop({ send: () => free, perSecond: 1000, durationMs: 20 });
  expect(took).toHaveLength(20);
  expect(took[0]).toBeGreaterThan(took[19] ?? Number.NaN);
  expect(took[19]).toBeGreaterThan(20);
});
