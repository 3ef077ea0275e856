import { expect, it, vi } from 'vitest';
import { rememberBriefly } from './remember-briefly.ts';

const world = (load: (key: string) => Promise<string | undefined>) => {
  let now = 0;
  const loaded = vi.fn<typeof load>(load);
  const find = rememberBriefly({ clock: () => new Date(now), forMs: 3000, atMost: 2, load: loaded });
  return { find, loaded, pass: (ms: number) => (now += ms) };
};

it('loads once for concurrent calls and for three seconds after', async () => {
  const { find, loaded, pass } = world(async (key) => key.toUpperCase());
  expect(await Promise.all([find('a'), find('a')])).toEqual(['A', 'A']);
  pass(2999);
  await find('a');
  expect(loaded).toHaveBeenCalledOnce();
  pass(1);
  await find('a');
  expect(loaded).toHaveBeenCalledTimes(2);
});

it('does not remember that there was nothing', async () => {
  const { find, loaded } = world(async () => undefined);
  await find('a');
  await find('a');
  expect(loaded).toHaveBeenCalledTimes(2);
});

it('does not remember a failure', async () => {
  const answers = [Promise.reject(new Error('away')), Promise.resolve('back')];
  const { find } = world(() => answers.shift() ?? Promise.resolve(undefined));
  await expect(find('a')).rejects.toThrow('away');
  expect(await find('a')).toBe('back');
});

it('keeps no more than it may', async () => {
  const { find, loaded } = world(async (key) => key);
  for (const key of ['a', 'b', 'c']) await find(key);
  await find('c');
  expect(loaded).toHaveBeenCalledTimes(3);
  await find('a');
  expect(loaded).toHaveBeenCalledTimes(4);
});

it('forgets what was loaded, and what is being loaded, when it is told to', async () => {
  const { find, loaded } = world(async (key) => key);
  await find('a');
  const underWay = find('b');
  find.forget();
  await Promise.all([underWay, find('a'), find('b')]);
  expect(loaded.mock.calls).toEqual([['a'], ['b'], ['a'], ['b']]);
});
