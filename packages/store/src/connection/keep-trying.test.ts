import { Unavailable } from '@recado/messaging';
import { expect, it, vi } from 'vitest';
import { keepTrying } from './keep-trying.ts';

const away = () => new Unavailable('postgresql');

it('tries again until PostgreSQL is back', async () => {
  const run = vi
    .fn(async () => 'done')
    .mockRejectedValueOnce(away())
    .mockRejectedValueOnce(away());
  expect(await keepTrying(run)).toBe('done');
  expect(run).toHaveBeenCalledTimes(3);
});

it('does not repeat what fails for another reason', async () => {
  const run = vi.fn(async () => {
    throw new Error('a bug');
  });
  await expect(keepTrying(run)).rejects.toThrow('a bug');
  expect(run).toHaveBeenCalledTimes(1);
});

it('gives up while it waits when it is told to', async () => {
  const stop = new AbortController();
  const run = vi.fn(async () => {
    setImmediate(() => stop.abort());
    throw away();
  });
  await expect(keepTrying(run, stop.signal)).rejects.toBeInstanceOf(Unavailable);
  expect(run).toHaveBeenCalledTimes(1);
});
