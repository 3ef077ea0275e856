import { createInterface } from 'node:readline/promises';
import type { ImportedRecipients } from '@recado/contract';
import pc from 'picocolors';
import { z } from 'zod';
import { columns } from './format.ts';
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

/** Says on stderr what went wrong: a line for what the reader can put right, with the stack for what only we can. */
export const report = (error: unknown): void => {
  console.error(`${pc.red('recado:')} ${wordsOf(error)}`);
};

/** What we throw ourselves has a code such as `port_taken`, and its message says what to do. Node's codes are in capitals. */
const isOurs = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && /^[a-z][a-z_-]*$/.test(error.code);

const wordsOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (!(error instanceof Error)) return String(error);
  return isOurs(error) ? error.message : (error.stack ?? error.message);
};

/** Asks the person at the terminal; anything but a yes is a no. */
const confirm = async (question: string): Promise<boolean> => {
  using lines = createInterface({ input: process.stdin, output: process.stdout });
  return /^\s*y(es)?\s*$/i.test(await lines.question(`${question} [y/N] `));
};

const shownAtMost = 20;

type Errors = ImportedRecipients['errors'];

/** The first of a file's rows that were not taken; `rest` says where the others are. */
export const rejectedRows = (errors: Errors, rest: string): string[] => {
  if (errors.length === 0) return [];
  const rows = errors
    .slice(0, shownAtMost)
    .map(({ line, field, reason, message }) => [String(line), field || 'row', `${message} (${reason})`]);
  return [
    '',
    'Rows that were not taken:',
    columns(['line', 'field', 'what is wrong'], rows),
    ...(errors.length > shownAtMost ? [`… ${rest}`] : []),
  ];
};
