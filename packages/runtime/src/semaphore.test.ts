import { expect, it } from 'vitest';
import { makeSemaphore } from './semaphore.ts';

it('lets so many in, and each that leaves lets the next one in, in order', async () => {
  const enter = makeSemaphore(2);
  const entered: number[] = [];
  const leaves = [1, 2, 3, 4].map(async (caller) => {
    const leave = await enter();
    entered.push(caller);
    return leave;
  });
  const [first, second] = await Promise.all([leaves[0], leaves[1]]);
  expect(entered).toEqual([1, 2]);
  first?.();
  const third = await leaves[2];
  expect(entered).toEqual([1, 2, 3]);
  second?.();
  third?.();
  await leaves[3];
  expect(entered).toEqual([1, 2, 3, 4]);
  await expect(enter()).resolves.toBeTypeOf('function');
});
