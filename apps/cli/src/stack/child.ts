import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ProcessPlan } from './plan.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  /** Resolves when the process says that it works. Stays pending when it dies before. */
  ready: Promise<void>;
  exited: Promise<Exit>;
  /** Asks it to end, and ends it by force when it has not after `deadlineMs`. Resolves when it is gone. */
  stop: (deadlineMs: number) => Promise<void>;
};

export type OnLine = (processName: string, line: string) => void;

const isReady = (message: unknown): boolean => typeof message === 'object' && message !== null && 'ready' in message;

const readLines = (name: string, output: Readable | null, onLine: OnLine) => {
  if (output) createInterface({ input: output }).on('line', (line) => onLine(name, line));
};

/**
 * Starts a process on the Node that runs this one, with the planned environment and nothing else. The channel between
 * them is also how it notices that this process is gone, even by SIGKILL.
 */
export const startChild = ({ name, main, env }: ProcessPlan, onLine: OnLine): Child => {
  const child = fork(main, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  readLines(name, child.stdout, onLine);
  readLines(name, child.stderr, onLine);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve();
    });
  });
  const stop = async (deadlineMs: number) => {
    const force = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
    clearTimeout(force);
  };
  child.on('error', (error) => onLine(name, error.message));
  return { ready, exited, stop };
};
