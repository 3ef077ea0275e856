const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

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
