import { expect, it, vi } from 'vitest';
import { readTogether } from './read-together.ts';

const world = () => {
  let value = 0;
  const read = vi.fn<(name: string) => Promise<string>>(async (name) => `${name} ${value}`);
  return { read, together: readTogether(read), change: () => (value += 1) };
};

it('reads once for calls made at the same time', async () => {
  const { read, together } = world();
  expect(await Promise.all([together('a'), together('a'), together('b')])).toEqual(['a 0', 'a 0', 'b 0']);
  expect(read).toHaveBeenCalledTimes(2);
});

it('sees what was changed before the call, also when a read is under way', async () => {
  const { together, change } = world();
  const first = together('a');
  change();
  expect(await together('a')).toBe('a 1');
  await first;
  change();
  expect(await together('a')).toBe('a 2');
});

it('hands a failure to each of them, and keeps it for nobody', async () => {
  const { read, together } = world();
  read.mockRejectedValueOnce(new Error('away'));
  expect(await Promise.allSettled([together('a'), together('a')])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(await together('a')).toBe('a 0');
});
