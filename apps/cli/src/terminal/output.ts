import { createInterface } from 'node:readline/promises';
import { RecadoProblem } from '@recado/client';
import type { ImportedRecipients } from '@recado/contract';
import { createLogger, runProcess } from '@recado/runtime';
import { SingleBar } from 'cli-progress';
import pc from 'picocolors';
import { z } from 'zod';
import { describeProblem } from '../api/problems.ts';
import { columns } from './format.ts';

/** Prints the output of a command. With --json, stdout has only the result as JSON. */
export type Screen = {
  isJson: boolean;
  /** Prints a line about the progress of the command. */
  note: (line: string) => void;
  /** Prints the result. */
  show: <T>(answer: T, inWords: (answer: T) => string) => void;
  progress: (total: number) => Progress;
  /** Asks for confirmation. Absent without a terminal. */
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

/** Prints an error on stderr: one line if the user can correct it, otherwise with the stack. */
export const report = (error: unknown): void => {
  console.error(`${pc.red('recado:')} ${wordsOf(error)}`);
};

/** Recognizes our own errors by codes such as `port_taken`: their message says what to do. Node's codes are in capitals. */
const isOurs = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && /^[a-z][a-z_-]*$/.test(error.code);

const wordsOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return error.issues.map(toLine).join('\n');
  if (error instanceof RecadoProblem) return describeProblem(error);
  if (!(error instanceof Error)) return String(error);
  return isOurs(error) ? error.message : (error.stack ?? error.message);
};

/** A message that names its option already stays as it is. */
const toLine = ({ path, message }: z.core.$ZodIssue): string => {
  const option =
    path.length > 0 ? `--${String(path[0]).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : '';
  if (option === '' || message.includes('--')) return message;
  return message.startsWith('Invalid input') ? `${option} is not valid. See --help` : `${option} ${message}`;
};

/** Asks the user at the terminal. Any answer except yes counts as no. */
const confirm = async (question: string): Promise<boolean> => {
  using lines = createInterface({ input: process.stdin, output: process.stdout });
  return /^\s*y(es)?\s*$/i.test(await lines.question(`${question} [y/N] `));
};

const shownAtMost = 20;

type Errors = ImportedRecipients['errors'];

/** Formats the first rejected rows of a file. `rest` says where to find the others. */
export const rejectedRows = (errors: Errors, rest: string): string[] => {
  if (errors.length === 0) return [];
  const rows = errors
    .slice(0, shownAtMost)
    .map(({ line, field, reason, message }) => [String(line), field || 'row', `${message} (${reason})`]);
  return [
    '',
    'Rejected rows:',
    columns(['line', 'field', 'error'], rows),
    ...(errors.length > shownAtMost ? [`… ${rest}`] : []),
  ];
};

type Progress = { show: (done: number, words: string) => void; stop: () => void };

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

/** Follows the convention of shells: 128 plus the number of SIGINT. */
const interrupted = 130;

/** Gives worker, API, simulator and PostgreSQL time to end, one after the other. */
const deadlineMs = 90_000;

/**
 * Runs `work` until it ends, or until Ctrl-C aborts its signal. Then the process exits with the code that `work` returns.
 * A second Ctrl-C ends it immediately. `work` stops everything that it started.
 */
export const keepInForeground = (work: (signal: AbortSignal) => Promise<number>, onLog: (line: string) => void) => {
  const log = createLogger({ name: 'recado', level: 'info' }, { write: onLog });
  const start = async ({ signal }: { signal: AbortSignal }) => {
    const code = await work(signal).catch((error: unknown) => {
      if (signal.aborted) return interrupted;
      report(error);
      return 1;
    });
    process.exit(code);
  };
  return runProcess('recado', start, { log, deadlineMs });
};

/** Resolves when somebody asks for the end. */
export const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
