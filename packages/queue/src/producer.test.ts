import { expect, it } from 'vitest';
import { batchSoon } from './producer.ts';

/** Runs that end only when the test ends them. */
const held = () => {
  const runs: { items: number[]; end: () => void }[] = [];
  const run = (items: number[]) => new Promise<void>((resolve) => void runs.push({ items, end: resolve }));
  return { runs, ...batchSoon(run) };
};

it('runs together what is given in one turn, and apart what is given later', async () => {
  const { runs, give } = held();
  give(1);
  give(2);
  await new Promise(setImmediate);
  give(3);
  await expect.poll(() => runs.map(({ items }) => items)).toEqual([[1, 2], [3]]);
});

it('is settled when all that was given has been run, what was given just now too', async () => {
  const { runs, give, settled } = held();
  let isSettled = false;
  give(1);
  const waiting = settled().then(() => (isSettled = true));
  await expect.poll(() => runs).toHaveLength(1);
  expect(isSettled).toBe(false);
  runs[0]?.end();
  await waiting;
});
