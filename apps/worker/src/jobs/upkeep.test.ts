import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { runUpkeep } from './upkeep.ts';

const log = pino({ level: 'silent' });

it('repeats every chore, also after one failed, until it is told to stop', async () => {
  const controller = new AbortController();
  const failing = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue();
  const steady = vi.fn<() => Promise<void>>().mockResolvedValue();
  const chores = [
    { name: 'failing', everyMs: 1, run: failing },
    { name: 'steady', everyMs: 1, run: steady },
  ];
  const ended = runUpkeep(chores, controller.signal, log);
  await vi.waitFor(() => {
    expect(failing.mock.calls.length).toBeGreaterThan(2);
    expect(steady.mock.calls.length).toBeGreaterThan(2);
  });
  controller.abort();
  await ended;
  const calls = steady.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(steady.mock.calls).toHaveLength(calls);
});

it('lets a chore that is under way come to its end', async () => {
  const controller = new AbortController();
  let finish = () => {};
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const ended = runUpkeep([{ name: 'slow', everyMs: 1, run: () => slow }], controller.signal, log);
  controller.abort();
  const race = await Promise.race([
    ended.then(() => 'ended'),
    new Promise((resolve) => setTimeout(resolve, 10, 'waiting')),
  ]);
  expect(race).toBe('waiting');
  finish();
  await ended;
});
