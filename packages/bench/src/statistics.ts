/** Returns the median of some values, or NaN if there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};

/**
 * Returns the events per second, as the slope of their count over time (least squares). Events come in bursts, so a count
 * between two moments would be wrong by most of a burst. `times` are in milliseconds.
 */
export const pace = (times: readonly number[]): number => {
  const middle = mean(times);
  const middleCount = (times.length - 1) / 2;
  let together = 0;
  let spread = 0;
  for (const [count, at] of times.entries()) {
    together += (at - middle) * (count - middleCount);
    spread += (at - middle) ** 2;
  }
  return (together / spread) * 1000;
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Returns the smallest value that at least `share` (0 to 1) of the values do not exceed, or NaN if there are none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** Counts the events in the fullest window of `windowMs`. `times` are in milliseconds, in ascending order. */
export const worstWindow = (times: readonly number[], windowMs: number): number => {
  let worst = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - windowMs) first += 1;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
};
