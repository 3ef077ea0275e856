import { expect, test } from 'vitest';
import { makeProgress } from './output.ts';

test('without a terminal it says each quarter once', () => {
  const lines: string[] = [];
  const progress = makeProgress(200, { isTerminal: false, write: (line) => lines.push(line) });
  for (const done of [0, 49, 50, 51, 120, 120, 200, 200]) progress.show(done, `${done} have ended`);
  progress.stop();
  expect(lines).toEqual(['25 %: 50 have ended', '50 %: 120 have ended', '100 %: 200 have ended']);
});

test('of nothing there is nothing to say', () => {
  const lines: string[] = [];
  makeProgress(0, { isTerminal: false, write: (line) => lines.push(line) }).show(0, 'none');
  expect(lines).toEqual([]);
});
