import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeChance, makeTimers } from './timers.ts';

describe('timers', () => {
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
});

describe('chance', () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, makeChance(seed));

  it('repeats itself from the same seed, and only from it', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('is spread evenly from 0 up to 1', () => {
    const numbers = draw(7);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((sum, one) => sum + one, 0) / 1000).toBeCloseTo(0.5, 1);
  });
});
