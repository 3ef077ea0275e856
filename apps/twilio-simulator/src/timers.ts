/** Longest delay that setTimeout accepts. A message may be scheduled further ahead. */
const longest = 2 ** 31 - 1;

/**
 * Makes timers that `stop` ends together. Node keeps timers of one length in one list, so a plain timer per step costs
 * about a microsecond.
 */
export const makeTimers = () => {
  const pending = new Set<NodeJS.Timeout>();
  const after = (ms: number, act: () => void): void => {
    const timeout = setTimeout(
      () => {
        pending.delete(timeout);
        if (ms > longest) after(ms - longest, act);
        else act();
      },
      Math.min(Math.round(ms), longest),
    );
    pending.add(timeout);
  };
  const stop = (): void => {
    for (const timeout of pending) clearTimeout(timeout);
    pending.clear();
  };
  return { after, stop };
};
export type Timers = Pick<ReturnType<typeof makeTimers>, 'after'>;

/** Returns random numbers from 0 up to 1. */
export type Chance = () => number;

/** The same seed gives the same numbers (mulberry32). */
export const makeChance = (seed: number): Chance => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
