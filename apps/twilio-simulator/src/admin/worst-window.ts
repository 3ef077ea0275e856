const windowMs = 1000;

/** How much of `times` is gone before it is cut off. */
const mostGone = 4096;

/**
 * Counts events, how many of them fell into the fullest second, wherever it began, and how many a second came while
 * they came: a pause of more than a second does not count. `at` is in milliseconds and never goes back.
 */
export const makeWorstWindow = () => {
  let times: number[] = [];
  let head = 0;
  let count = 0;
  let worst = 0;
  const busy = { ms: 0, gaps: 0 };

  const addGap = (ms: number) => {
    if (ms > windowMs) return;
    busy.ms += ms;
    busy.gaps += 1;
  };

  const leaveBehind = (until: number) => {
    while ((times[head] ?? Infinity) <= until) head += 1;
    if (head < mostGone) return;
    times = times.slice(head);
    head = 0;
  };

  return {
    add: (at: number): void => {
      const last = times.at(-1);
      if (last !== undefined) addGap(at - last);
      count += 1;
      times.push(at);
      leaveBehind(at - windowMs);
      worst = Math.max(worst, times.length - head);
    },
    /** `rate` is a second's; 0 until two events came within one. */
    read: () => ({ count, worst_second: worst, rate: busy.ms > 0 ? (busy.gaps * 1000) / busy.ms : 0 }),
  };
};
export type WorstWindow = ReturnType<typeof makeWorstWindow>;
