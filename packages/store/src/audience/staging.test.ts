import { expect, it } from 'vitest';
import { makeStagedLines } from './staging.ts';

const textOf = (lines: ReturnType<typeof makeStagedLines>) => Buffer.concat(lines.pieces()).toString('latin1');

it('keep their order when they are more than the memory that is used again', () => {
  const lines = makeStagedLines();
  const long = `${'x'.repeat(3_000_000)}\n`;
  for (const line of [long, long, 'y\n']) lines.push(line);
  expect(textOf(lines) === `${long}${long}y\n`).toBe(true);
  lines.clear();
  lines.push('z\n');
  expect(textOf(lines)).toBe('z\n');
});
