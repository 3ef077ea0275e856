import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const pathOf = (fixture: string) => fileURLToPath(new URL(`../fixtures/${fixture}.ts`, import.meta.url));

/** Runs a fixture without an IPC channel, as a terminal does, until the test ends. */
export const startAlone = (fixture: string, args: string[]) =>
  observe(spawn(process.execPath, [pathOf(fixture), ...args], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] }));

/** Runs a fixture as a child process with an IPC channel, until the test ends. */
export const start = (fixture: string, args: string[] = [], env: Record<string, string> = {}) => {
  const child = fork(pathOf(fixture), args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  const ready = once(child, 'message').then(([message]) => message as unknown);
  return { ...observe(child), ready };
};

const observe = <Child extends ChildProcess>(child: Child) => {
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = Promise.all([child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : '')));
  const ended = once(child, 'exit').then(async () => {
    const [stdout = '', stderr = ''] = await output;
    return { code: child.exitCode, said: stdout.split('\n').filter(Boolean).map(messageOf), stdout, stderr };
  });
  return { child, ended };
};

const messageOf = (line: string): unknown => (JSON.parse(line) as { msg?: string }).msg;
