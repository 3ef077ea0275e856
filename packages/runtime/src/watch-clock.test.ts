import { expect, it, vi } from 'vitest';
import { clockStateOf, watchClock } from './watch-clock.ts';

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
