import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { env as ownEnv } from 'std-env';
import { compileCache } from './compile-cache.ts';
import { collectOutput } from './output.ts';
import type { Output } from './output.ts';
import { running } from './running.ts';

const root = new URL('../../../', import.meta.url);
const patienceMs = 10_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface StartedProcess extends AsyncDisposable {
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
}

/**
 * Runs one of our processes, with no environment but this one, PATH and the directories of this machine.
 *
 * It has an IPC channel, so that a SIGINT does not stop it: that is left to a parent. Disposing of it sends SIGTERM, and
 * SIGKILL 10 s later.
 *
 * @param mainPath from the repository's root: `apps/worker/src/main.ts`; or absolute.
 */
export function startProcess(
  mainPath: string,
  env: Readonly<Record<string, string | undefined>> = {},
  args: readonly string[] = [],
): StartedProcess {
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
}

async function waitForEnd(child: ChildProcess): Promise<Ended> {
  if (child.pid === undefined) await once(child, 'error');
  else await once(child, 'close');
  running.delete(child);
  return { code: child.exitCode, signal: child.signalCode };
}

function machine(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, TEMP, SYSTEMROOT } = ownEnv;
  return { PATH, HOME, TMPDIR, TEMP, SYSTEMROOT, ...compileCache };
}
