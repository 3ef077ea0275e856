/** Time that passes only when a test says so. */
export const makeManualTime = () => {
  let now = 0;
  let waiting: { at: number; act: () => void }[] = [];
  const next = (until: number) => waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after: (ms: number, act: () => void): void => {
      waiting.push({ at: now + ms, act });
    },
    pass: (ms: number): void => {
      const until = now + ms;
      for (let due = next(until); due; due = next(until)) {
        waiting = waiting.filter((one) => one !== due);
        now = due.at;
        due.act();
      }
      now = until;
    },
  };
};
