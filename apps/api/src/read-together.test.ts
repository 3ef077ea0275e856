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

it('reads once more for all that are called while a read is out', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  const read = vi.fn<(name: string) => Promise<string>>(async () => 'later');
  read.mockReturnValueOnce(answered);
  const together = readTogether(read);
  const first = together('a');
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(1));
  const others = [together('a'), together('a')];
  answer('sooner');
  expect(await Promise.all([first, ...others])).toEqual(['sooner', 'later', 'later']);
  expect(read).toHaveBeenCalledTimes(2);
});

it('does not wait for a read that hangs', async () => {
  const read = vi.fn<(name: string) => Promise<string>>(async () => 'answered');
  read.mockReturnValueOnce(new Promise(() => {}));
  const together = readTogether(read);
  void together('a');
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(1));
  expect(await together('a')).toBe('answered');
});
