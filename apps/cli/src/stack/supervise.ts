import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { portTakenExitCode } from '@recado/runtime';
import { Failure, portTaken } from '../failure.ts';
import type { ProcessPlan } from './plan.ts';

type Deps = {
  name: string;
  start: () => Child;
  clock: () => number;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  say: (text: string) => void;
};

export type Supervised = AsyncDisposable & {
  /** Rejects with a Failure if the process dies too often; resolves once disposed. */
  ended: Promise<void>;
};

const stopDeadlineMs = 20_000;

export const waitUnlessStopped = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/**
 * Starts a process and resolves when it is ready. From then on, it restarts the process after each death, with growing
 * delays, and gives up after too many quick deaths. Disposing stops it.
 */
export const supervise = async (deps: Deps, signal: AbortSignal): Promise<Supervised> => {
  const { name, start, clock, wait, say } = deps;
  const stopping = new AbortController();
  let startedAt = clock();
  let child = start();

  const keepAlive = async (): Promise<void> => {
    let quickDeaths = 0;
    for (;;) {
      const exit = await child.exited;
      if (stopping.signal.aborted) return;
      const verdict = judgeDeath(quickDeaths, clock() - startedAt);
      ({ quickDeaths } = verdict);
      if (verdict.kind === 'give-up')
        throw new Failure(
          'process_dies',
          `${name} ${wordsFor(exit)}, ${quickDeaths} times in a row soon after its start. The lines above show why.`,
        );
      say(`${name} ${wordsFor(exit)}; restarting in ${verdict.afterMs / 1000} s`);
      await wait(verdict.afterMs, stopping.signal);
      if (stopping.signal.aborted) return;
      startedAt = clock();
      child = start();
    }
  };

  const stop = async () => {
    stopping.abort();
    await child.stop(stopDeadlineMs);
  };
  try {
    signal.throwIfAborted();
    await firstReady(name, child, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const ended = keepAlive();
  ended.catch(() => undefined);
  return { ended, [Symbol.asyncDispose]: stop };
};

const wordsFor = ({ code, signal }: Exit): string => (signal ? `was ended by ${signal}` : `ended with code ${code}`);

const firstReady = async (name: string, child: Child, signal: AbortSignal): Promise<void> => {
  const died = child.exited.then((exit) => {
    const code = exit.code === portTakenExitCode ? portTaken : 'process_died';
    throw new Failure(code, `${name} ${wordsFor(exit)} before it was ready. The lines above show why.`);
  });
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  await Promise.race([child.ready, died, stopped]);
};

/** Separates a quick death from that of a process that had started well. */
const settledMs = 10_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const quickDeathsAllowed = 5;

/** Decides about a process that died: restart it after a delay, or give up. */
export type Verdict =
  | { kind: 'restart'; afterMs: number; quickDeaths: number }
  | { kind: 'give-up'; quickDeaths: number };

/** Doubles the wait with each quick death in a row and gives up after five. */
export const judgeDeath = (quickDeathsBefore: number, livedMs: number): Verdict => {
  const quickDeaths = livedMs < settledMs ? quickDeathsBefore + 1 : 0;
  if (quickDeaths >= quickDeathsAllowed) return { kind: 'give-up', quickDeaths };
  const afterMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, quickDeaths - 1));
  return { kind: 'restart', afterMs, quickDeaths };
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  /** Resolves when the process reports that it is ready. Stays pending if it dies before. */
  ready: Promise<void>;
  exited: Promise<Exit>;
  /** Sends SIGTERM, and SIGKILL after `deadlineMs`. Resolves when the process has ended. */
  stop: (deadlineMs: number) => Promise<void>;
};

export type OnLine = (processName: string, line: string) => void;

/** Compiled sources are kept where npm's scripts keep theirs, so that the next start takes half of the time. */
const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/**
 * Starts a process on the same Node with only the planned environment. By the IPC channel, the child also notices that
 * this process has ended, even by SIGKILL.
 */
export const startChild = ({ name, main, env }: ProcessPlan, onLine: OnLine): Child => {
  const child = fork(main, {
    env: { ...compileCache, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
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

const isReady = (message: unknown): boolean => typeof message === 'object' && message !== null && 'ready' in message;

const readLines = (name: string, output: Readable | null, onLine: OnLine) => {
  if (output) createInterface({ input: output }).on('line', (line) => onLine(name, line));
};
