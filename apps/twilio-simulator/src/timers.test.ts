import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeTimers } from './timers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits longer than setTimeout can', () => {
  const act = vi.fn<() => void>();
  const days = 35 * 86_400_000;
  makeTimers().after(days, act);
  vi.advanceTimersByTime(days - 1);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledOnce();
});

it('does nothing more once it is stopped', () => {
  const act = vi.fn<() => void>();
  const timers = makeTimers();
  timers.after(10, act);
  timers.stop();
  vi.advanceTimersByTime(100);
  expect(act).not.toHaveBeenCalled();
});
