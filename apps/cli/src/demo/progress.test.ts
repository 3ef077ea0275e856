import { expect, test } from 'vitest';
import { makeProgress } from './progress.ts';

test('without a terminal it says each quarter once', () => {
  const lines: string[] = [];
  const progress = makeProgress(200, { isTerminal: false, write: (line) => lines.push(line) });
  for (const done of [0, 49, 50, 51, 120, 120, 200, 200]) progress.show(done);
  progress.stop();
  expect(lines).toEqual([
    '25 % have ended (50 of 200)',
    '50 % have ended (120 of 200)',
    '100 % have ended (200 of 200)',
  ]);
});
