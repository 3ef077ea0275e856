import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { env as ownEnv } from 'std-env';
import { compileCache } from './compile-cache.ts';

const root = new URL('../../../', import.meta.url);
const patienceMs = 10_000;

export type Ended = {
  code: number | null;
  signal: NodeJS.Signals | null;
};

export type StartedProcess = AsyncDisposable & {
  pid: number;
  output: Output;
  /** What the process told its parent when it was ready; rejects when it ends before. */
  ready(): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<Ended>;
  /** Sends a signal, SIGTERM if none is given, and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<Ended>;
  /** Sends a signal and goes on: SIGSTOP, SIGCONT. */
  send(signal: NodeJS.Signals): void;
};

/**
 * Runs one of our processes, with no environment but this one, PATH and the directories of this machine.
 *
 * It has an IPC channel, so that a SIGINT does not stop it: that is left to a parent. Disposing of it sends SIGTERM, and
 * SIGKILL 10 s later.
 *
 * @param mainPath from the repository's root: `apps/worker/src/main.ts`; or absolute.
 */
export const startProcess = (
  mainPath: string,
  env: Readonly<Record<string, string | undefined>> = {},
  args: readonly string[] = [],
): StartedProcess => {
  const child = fork(fileURLToPath(new URL(mainPath, root)), args, {
    env: { ...machine(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  running.add(child);
  const ended = waitForEnd(child);
  const { promise: told, resolve: tell } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
  child.on('message', (message: { ready?: true }) => message.ready && tell(message));
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
  neverReady.catch(() => undefined); // Who waits for ready() hears of it.
  return {
    pid: child.pid ?? -1,
    output,
    ended,
    kill,
    send: (signal) => void child.kill(signal),
    ready: () => Promise.race([told, neverReady]),
    async [Symbol.asyncDispose]() {
      const tooLong = setTimeout(() => child.kill('SIGKILL'), patienceMs);
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

const waitMs = 20_000;

type Output = {
  /** All that was written so far, stdout and stderr as they came. */
  text(): string;
  /** The first line, past or coming, that matches; rejects after 20 s, and when the process ends without one. */
  waitForLine(pattern: RegExp): Promise<string>;
};

/** Collects what a process writes, line by line. */
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
    const signal = AbortSignal.timeout(waitMs);
    for (;;) {
      const line = text.split('\n').find((candidate) => pattern.test(candidate));
      if (line !== undefined) return line;
      if (over) throw new Error(`The process ended without a line like ${String(pattern)}:\n${text}`);
      await once(news, 'more', { signal }).catch((cause: unknown) => {
        throw new Error(`No line like ${String(pattern)} within ${waitMs} ms:\n${text}`, { cause });
      });
    }
  };

  return { text: () => text, waitForLine };
};

/** The processes that this test file started and that have not ended. */
export const running = new Set<ChildProcess>();
