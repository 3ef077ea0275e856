import { SingleBar } from 'cli-progress';

export type Progress = { show: (done: number) => void; stop: () => void };

const quarters = 4;

/** Without a terminal: a line for each quarter. */
const makeLines = (total: number, write: (line: string) => void): Progress => {
  let said = 0;
  return {
    show: (done) => {
      const quarter = Math.floor((done / total) * quarters);
      if (quarter <= said) return;
      said = quarter;
      write(`${(quarter * 100) / quarters} % have ended (${done} of ${total})`);
    },
    stop: () => undefined,
  };
};

const makeBar = (total: number): Progress => {
  const bar = new SingleBar({
    format: '[{bar}] {value} of {total} have ended',
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { show: (done) => bar.update(done), stop: () => bar.stop() };
};

/** Shows how many of `total` messages have ended. */
export const makeProgress = (
  total: number,
  { isTerminal, write }: { isTerminal: boolean; write: (line: string) => void },
) => (isTerminal ? makeBar(total) : makeLines(total, write));
