import { expect, it, vi } from 'vitest';
import { clockStateOf, confirmClockState, watchClock } from './watch-clock.ts';

it.each([
  [0, 'right'],
  [2_000, 'right'],
  [-2_000, 'right'],
  [2_001, 'off'],
  [-30_000, 'off'],
  [30_001, 'wrong'],
  [-172_800_000, 'wrong'],
] as const)('a clock that is %i ms ahead is %s', (offset, state) => {
  expect(clockStateOf({ offsetMs: () => offset })).toBe(state);
});

it.each([
  ['reads nothing while the clock is right', [1_000], 'right', 0],
  ['was suspended, and is right after a reading', [90_000, 0], 'right', 1],
  ['is wrong after a reading, too', [90_000, 90_000], 'wrong', 1],
] as const)('a process whose clock %s', async (_what, offsets, state, readings) => {
  const left = [...offsets];
  const read = vi.fn<() => Promise<void>>(async () => void left.shift());
  expect(await confirmClockState({ offsetMs: () => left[0] ?? 0, read })).toBe(state);
  expect(read).toHaveBeenCalledTimes(readings);
});

it('says that the clock is wrong though PostgreSQL does not answer', async () => {
  const read = () => new Promise<void>(() => {});
  expect(await confirmClockState({ offsetMs: () => 90_000, read })).toBe('wrong');
});

it('notices at once that the machine was suspended, and logs no wrong clock', async () => {
  const ending = new AbortController();
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  let offset = 0;
  const read = vi.fn<() => Promise<void>>(async () => void (offset = 0));
  const times = { lookEveryMs: 1, readEveryMs: 3_600_000 };
  const watching = watchClock({ offsetMs: () => offset, read }, log, ending.signal, times);
  offset = 90_000;
  await expect.poll(() => read).toHaveBeenCalledOnce();
  ending.abort();
  await watching;
  expect(log.error).not.toHaveBeenCalled();
});

it('logs each change once, and reads PostgreSQL again though a reading failed', async () => {
  const ending = new AbortController();
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  let offset = 5_000;
  const read = vi.fn<() => Promise<void>>(async () => {
    throw new Error('away');
  });
  const watching = watchClock({ offsetMs: () => offset, read }, log, ending.signal, { lookEveryMs: 1, readEveryMs: 5 });
  await expect.poll(() => log.warn).toHaveBeenCalledOnce();
  offset = 40_000;
  await expect.poll(() => log.error).toHaveBeenCalledOnce();
  offset = 0;
  await expect.poll(() => log.info).toHaveBeenCalledOnce();
  await expect.poll(() => read.mock.calls.length).toBeGreaterThan(1);
  ending.abort();
  await watching;
  expect([log.info, log.warn, log.error].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
});
