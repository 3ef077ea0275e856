import { confirm } from './confirm.ts';
import { makeProgress, type Progress } from './progress.ts';

/** Where a command says what it has to say. For a machine, stdout has the answer in JSON and nothing else. */
export type Screen = {
  isJson: boolean;
  /** What goes on meanwhile. */
  note: (line: string) => void;
  /** The answer. */
  show: <T>(answer: T, inWords: (answer: T) => string) => void;
  progress: (total: number) => Progress;
  /** Asks for a yes. Absent when there is nobody to ask. */
  ask?: (question: string) => Promise<boolean>;
};

export const openScreen = ({ json: isJson }: { json: boolean }): Screen => {
  const note = (line: string) => (isJson ? console.error(line) : console.log(line));
  const isTerminal = process.stdout.isTTY && process.stderr.isTTY && !isJson;
  return {
    isJson,
    note,
    show: (answer, inWords) => console.log(isJson ? JSON.stringify(answer, undefined, 2) : inWords(answer)),
    progress: (total) => makeProgress(total, { isTerminal, write: note }),
    ...(isTerminal && process.stdin.isTTY && { ask: confirm }),
  };
};
