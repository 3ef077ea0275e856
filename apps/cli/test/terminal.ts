import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const machine = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent' };

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** `recado` as it runs in a terminal: in a process group of its own, with no environment but the given one. */
export const runRecado = (args: string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...machine, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid = 0 } = child;
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then((): Ended => ({ code: child.exitCode, signal: child.signalCode }));
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    kill: (signal: NodeJS.Signals) => process.kill(pid, signal),
    /** What a terminal does: everyone in the process group gets SIGINT. */
    pressCtrlC: () => process.kill(-pid, 'SIGINT'),
    /** Resolves once it printed `text`; fails at once when it ends before. */
    sees: (text: string) =>
      expect
        .poll(() => (stdout.includes(text) ? 'seen' : isOver() ? `ended: ${stdout}${stderr}` : 'waiting'), {
          timeout: 60_000,
        })
        .not.toBe('waiting')
        .then(() => expect(stdout).toContain(text)),
    [Symbol.asyncDispose]: async () => {
      if (!isOver()) process.kill(pid, 'SIGTERM');
      await ended;
    },
  };
};

export type Running = ReturnType<typeof runRecado>;

/** Runs a command to its end. */
export const recado = async (args: string[], env: Record<string, string> = {}) => {
  const running = runRecado(args, env);
  const { code } = await running.ended;
  return { code, stdout: running.stdout(), stderr: running.stderr() };
};
