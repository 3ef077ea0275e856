import { SingleBar } from 'cli-progress';

export type Progress = { show: (done: number, words: string) => void; stop: () => void };

const quarters = 4;

/** Shows the progress towards `total`: a bar in a terminal, otherwise lines. */
export const makeProgress = (
  total: number,
  { isTerminal, write }: { isTerminal: boolean; write: (line: string) => void },
): Progress => (isTerminal ? makeBar(total) : makeLines(total, write));

/** Prints one line per quarter, for output without a terminal. */
const makeLines = (total: number, write: (line: string) => void): Progress => {
  let said = 0;
  return {
    show: (done, words) => {
      const quarter = Math.floor((done / Math.max(total, 1)) * quarters);
      if (quarter <= said) return;
      said = quarter;
      write(`${(quarter * 100) / quarters} %: ${words}`);
    },
    stop: () => undefined,
  };
};

const makeBar = (total: number): Progress => {
  const bar = new SingleBar({ format: '[{bar}] {words}', clearOnComplete: true, hideCursor: true });
  bar.start(total, 0, { words: '' });
  return { show: (done, words) => bar.update(done, { words }), stop: () => bar.stop() };
};
