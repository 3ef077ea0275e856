const windowMs = 1000;

/** Counts events, and how many of them fell into the fullest second, wherever it began. `at` never goes back. */
export const makeWorstWindow = () => {
  let times: number[] = [];
  let head = 0;
  let count = 0;
  let worst = 0;
  return {
    add: (at: number): void => {
      count += 1;
      times.push(at);
      while ((times[head] ?? at) <= at - windowMs) head += 1;
      worst = Math.max(worst, times.length - head);
      if (head < 4096) return;
      times = times.slice(head);
      head = 0;
    },
    read: () => ({ count, worst_second: worst }),
  };
};
export type WorstWindow = ReturnType<typeof makeWorstWindow>;
