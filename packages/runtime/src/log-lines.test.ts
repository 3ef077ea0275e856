import { expect, it } from 'vitest';
import { gatherLines } from './log-lines.ts';

function world() {
  const written: string[][] = [];
  let kept: string[] = [];
  const soon: (() => void)[] = [];
  const atExit: (() => void)[] = [];
  const stream = gatherLines(
    {
      write: (line) => kept.push(line),
      flushSync: () => {
        if (kept.length) written.push(kept);
        kept = [];
      },
    },
    { soon: (act) => void soon.push(act), atExit: (act) => void atExit.push(act) },
  );
  const end = (acts: (() => void)[]) => acts.splice(0).forEach((act) => act());
  return { written, stream, turn: () => end(soon), exit: () => end(atExit) };
}

it('writes the lines of a turn together, once it is over', () => {
  const { written, stream, turn } = world();
  stream.write('a');
  stream.write('b');
  expect(written).toEqual([]);
  turn();
  stream.write('c');
  turn();
  expect(written).toEqual([['a', 'b'], ['c']]);
});

it('writes what is left before the process exits', () => {
  const { written, stream, exit } = world();
  stream.write('last');
  exit();
  expect(written).toEqual([['last']]);
});
