/** A process that lived this long did start; a shorter life is a quick death. */
const settledMs = 10_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const quickDeathsAllowed = 5;

/** What to do about a process that died: start it again after a while, or give up. */
export type Verdict =
  | { kind: 'restart'; afterMs: number; quickDeaths: number }
  | { kind: 'give-up'; quickDeaths: number };

/** Doubles the wait with each quick death in a row and gives up after five. */
export const judgeDeath = (quickDeathsBefore: number, livedMs: number): Verdict => {
  const quickDeaths = livedMs < settledMs ? quickDeathsBefore + 1 : 0;
  if (quickDeaths >= quickDeathsAllowed) return { kind: 'give-up', quickDeaths };
  const afterMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, quickDeaths - 1));
  return { kind: 'restart', afterMs, quickDeaths };
};
