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
