import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compileCache, findMain } from '@recado/testing';

const main = 'apps/cli/src/main.ts';

const machine = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/nonexistent',
  ...compileCache,
};

type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** `recado` as it runs in a terminal: in a process group of its own, with no environment but the given one. */
export const runRecado = (args: string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [findMain(main), ...args], {
    env: { ...machine, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid = 0 } = child;
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = once(child, 'close').then((): Ended => ({ code: child.exitCode, signal: child.signalCode }));
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const sees = async (text: string): Promise<void> => {
    while (!said.stdout.includes(text)) {
      if (isOver()) throw new Error(`ended without "${text}":\n${said.stdout}${said.stderr}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  return {
    pid,
    said,
    ended,
    /** Resolves once it printed `text`; rejects when it ends before. */
    sees,
    kill: (signal: NodeJS.Signals) => process.kill(pid, signal),
    /** Sends SIGINT to the whole process group, like a terminal. */
    pressCtrlC: () => process.kill(-pid, 'SIGINT'),
    [Symbol.asyncDispose]: async () => {
      if (!isOver()) process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
};

export type Running = ReturnType<typeof runRecado>;

/** Runs a command to its end. */
export const recado = async (args: string[], env: Record<string, string> = {}) => {
  const { ended, said } = runRecado(args, env);
  const { code } = await ended;
  return { code, ...said };
};
