import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable } from 'node:stream';
import { env as ownEnv } from 'std-env';
import { findMain } from './bundles.ts';
import { compileCache } from './compile-cache.ts';
import { patienceMs } from './patience.ts';

const timeoutMs = 10_000;

export type Ended = {
  code: number | null;
  signal: NodeJS.Signals | null;
};

export type StartedProcess = AsyncDisposable & {
  pid: number;
  output: Output;
  /** Resolves with the process's ready message, and rejects if the process ends first. */
  ready(): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the process has ended for any reason. */
  ended: Promise<Ended>;
  /** Sends a signal, by default SIGTERM, and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<Ended>;
  /** Sends a signal without waiting, for example SIGSTOP or SIGCONT. */
  send(signal: NodeJS.Signals): void;
};

/**
 * Runs one of Recado's processes. Its environment contains only these variables, PATH and the directories of this machine.
 *
 * It has an IPC channel, so a SIGINT does not stop it: its parent does. Disposing of it sends SIGTERM, and SIGKILL 10 s
 * later.
 *
 * @param mainPath is absolute, or relative to the repository's root, for example `apps/worker/src/main.ts`.
 */
export const startProcess = (
  mainPath: string,
  env: Readonly<Record<string, string | undefined>> = {},
  args: readonly string[] = [],
): StartedProcess => {
  const child = fork(findMain(mainPath), args, {
    env: { ...machine(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  running.add(child);
  const ended = waitForEnd(child);
  const { promise: isReady, resolve: reportReady } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  child.on('message', (message: { ready?: true }) => message.ready && reportReady(message));
  const output = collectOutput(
    [child.stdout, child.stderr].filter((stream) => stream !== null),
    ended,
  );

  const kill = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  const neverReady = ended.then(({ code, signal }) => {
    throw new Error(`${mainPath} ended with ${code ?? signal} before it was ready:\n${output.text()}`);
  });
  neverReady.catch(() => undefined); // Callers of ready() receive this error.
  return {
    pid: child.pid ?? -1,
    output,
    ended,
    kill,
    send: (signal) => void child.kill(signal),
    ready: () => Promise.race([isReady, neverReady]),
    async [Symbol.asyncDispose]() {
      const tooLong = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      await kill();
      clearTimeout(tooLong);
    },
  };
};

const waitForEnd = async (child: ChildProcess): Promise<Ended> => {
  if (child.pid === undefined) await once(child, 'error');
  else await once(child, 'close');
  running.delete(child);
  return { code: child.exitCode, signal: child.signalCode };
};

const machine = (): Record<string, string | undefined> => {
  const { PATH, HOME, TMPDIR, TEMP, SYSTEMROOT } = ownEnv;
  return { PATH, HOME, TMPDIR, TEMP, SYSTEMROOT, ...compileCache };
};

type Output = {
  /** Returns the output so far, stdout and stderr in order of arrival. */
  text(): string;
  /** Waits for the first matching line, earlier lines included. Rejects after `patienceMs`, or if the process ends without one. */
  waitForLine(pattern: RegExp): Promise<string>;
};

/** Collects the output of a process. */
const collectOutput = (streams: readonly Readable[], ended: Promise<unknown>): Output => {
  const news = new EventEmitter().setMaxListeners(0);
  let text = '';
  for (const stream of streams) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      news.emit('more');
    });
  }
  let over = false;
  void ended.finally(() => {
    over = true;
    news.emit('more');
  });

  const waitForLine = async (pattern: RegExp): Promise<string> => {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const line = text.split('\n').find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      if (over) throw new Error(`The process ended without a line like ${String(pattern)}:\n${text}`);
      await once(news, 'more', { signal }).catch((cause: unknown) => {
        throw new Error(`No line like ${String(pattern)} within ${patienceMs} ms:\n${text}`, { cause });
      });
    }
  };

  return { text: () => text, waitForLine };
};

/** The processes of this test file that have not ended. */
export const running = new Set<ChildProcess>();
