import type { Colors } from '../terminal/colors.ts';
import type { Outcome } from './outcome.ts';

const verdictOf = ({ expected }: Outcome, colors: Colors): string =>
  expected === undefined ? colors.green('as expected') : colors.red(`should be ${expected}`);

/** What happened by status, a line each: `delivered 200  promotion  as expected`. */
export const renderTable = (outcomes: Outcome[], colors: Colors): string => {
  const counts = outcomes.map(({ status, count }) => `${status} ${count}`);
  const countWidth = Math.max(...counts.map((text) => text.length));
  const labelWidth = Math.max(...outcomes.map(({ label }) => label.length));
  return outcomes
    .map((outcome, row) =>
      [(counts[row] ?? '').padEnd(countWidth), outcome.label.padEnd(labelWidth), verdictOf(outcome, colors)].join('  '),
    )
    .join('\n');
};
