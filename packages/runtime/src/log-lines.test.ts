import { expect, it } from 'vitest';
import { gatherLines } from './log-lines.ts';

function world() {
  const written: string[] = [];
  const soon: (() => void)[] = [];
  const atExit: (() => void)[] = [];
  const stream = gatherLines(
    { write: (text) => void written.push(text) },
    { soon: (act) => void soon.push(act), atExit: (act) => void atExit.push(act) },
  );
  const end = (acts: (() => void)[]) => acts.splice(0).forEach((act) => act());
  return { written, stream, turn: () => end(soon), exit: () => end(atExit) };
}

it('writes the lines of a turn together, once it is over', () => {
  const { written, stream, turn } = world();
  stream.write('a\n');
  stream.write('b\n');
  expect(written).toEqual([]);
  turn();
  stream.write('c\n');
  turn();
  expect(written).toEqual(['a\nb\n', 'c\n']);
});

it('writes what is left before the process exits, and nothing twice', () => {
  const { written, stream, turn, exit } = world();
  stream.write('last\n');
  exit();
  turn();
  expect(written).toEqual(['last\n']);
});

it('keeps no more than so much of a long turn', () => {
  const { written, stream } = world();
  for (let n = 0; n < 1000; n += 1) stream.write(`${'x'.repeat(99)}\n`);
  expect(written.length).toBeGreaterThan(4);
  expect(written.every((text) => text.length < 20_000)).toBe(true);
});
