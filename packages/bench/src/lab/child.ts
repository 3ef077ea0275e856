import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Usage } from './meter.ts';

export type Child = AsyncDisposable & {
  /** The URL of the process, or an empty string if it does not listen. */
  url: string;
  ask: <Answer>(question: string) => Promise<Answer>;
  usage: () => Promise<Usage>;
};

export type ChildPlan = {
  /** Holds the folder of its output file, `name.log`. */
  folder: string;
  name: string;
  main: URL;
  env?: Record<string, string>;
  args?: string[];
};

type ChildMessage = { ready?: true; url?: string; id?: number; answer?: unknown };

const meter = new URL('meter.ts', import.meta.url).href;
const deadlineMs = 30_000;

/** Starts a process with only this environment, and waits until it is ready. */
export const startChild = async (plan: ChildPlan): Promise<Child> => {
  const logFile = join(plan.folder, `${plan.name}.log`);
  const child = await launch(plan, logFile);
  const died = once(child, 'exit').then(async ([code, signal]): Promise<never> => {
    const output = await readFile(logFile, 'utf8');
    throw new Error(`${plan.name} ended with ${code ?? signal}:\n${output.slice(-4000)}`);
  });
  died.catch(() => undefined); // Callers that await it receive this error.
  const ask = requestOver(child, died);
  const ready = new Promise<string>((resolve) => {
    child.on('message', ({ ready: isReady, url = '' }: ChildMessage) => isReady && resolve(url));
  });
  const url = await Promise.race([ready, died]);
  return { url, ask, usage: () => ask<Usage>('usage'), [Symbol.asyncDispose]: () => stop(child) };
};

const launch = async ({ main, env = {}, args = [] }: ChildPlan, logFile: string): Promise<ChildProcess> => {
  await using log = await open(logFile, 'a');
  return fork(fileURLToPath(main), args, {
    env,
    execArgv: ['--import', meter],
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
};

const requestOver = (child: ChildProcess, died: Promise<never>) => {
  const waiting = new Map<number, (answer: unknown) => void>();
  let last = 0;
  child.on('message', ({ id = 0, answer }: ChildMessage) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return <Answer>(question: string): Promise<Answer> => {
    last += 1;
    const answered = new Promise<unknown>((resolve) => waiting.set(last, resolve));
    child.send({ ask: question, id: last });
    return Promise.race([answered as Promise<Answer>, died]);
  };
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const force = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(force);
};

const lookEveryMs = 50;

/** Samples a process's memory until it is stopped, and returns the maximum. */
export const watchMemory = (process: Child) => {
  const over = new AbortController();
  const peak = (async () => {
    let most = 0;
    while (!over.signal.aborted) {
      most = Math.max(most, (await process.usage()).rssBytes);
      await sleep(lookEveryMs);
    }
    return most;
  })();
  return () => {
    over.abort();
    return peak;
  };
};
