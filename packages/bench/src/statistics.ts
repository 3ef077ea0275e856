/** The middle of some values, or the mean of the two in the middle; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};

/**
 * Events a second: the slope of the straight line through their count over time (least squares). Events come in bursts,
 * one each slice of a second; counted between two moments they would be off by most of a burst. `times` are in milliseconds.
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

/** The smallest of the values that at least `share` (0 to 1) of them do not exceed; NaN of none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** How many events fell into the fullest window of `windowMs`, wherever it began. `times`, in milliseconds, ascend. */
export const worstWindow = (times: readonly number[], windowMs: number): number => {
  let worst = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - windowMs) first += 1;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
};
