import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { account, clientFor } from './simulator.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

const run = (env: Record<string, string>) => {
  const started = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  child = started;
  return started;
};

it('listens, answers, and ends with 0 on SIGTERM while messages are on their way', async () => {
  const simulator = run({ ...account, PORT: '0' });
  const [ready] = (await once(simulator, 'message')) as [{ url: string }];
  const message = { to: '+5511988887777', from: '+5511400289220', body: 'oi' };
  await expect(clientFor(ready.url).messages.create(message)).resolves.toMatchObject({ status: 'queued' });
  simulator.kill('SIGTERM');
  expect(await once(simulator, 'exit')).toEqual([0, null]);
});

it('names every mistake of its environment, and ends with 1', async () => {
  const simulator = run({ TWILIO_ACCOUNT_SID: 'AC1', SIMULATOR_CALLBACK_LOSS: '2' });
  const stderr = text(simulator.stderr ?? process.stdin);
  expect(await once(simulator, 'exit')).toEqual([1, null]);
  const lines = (await stderr).trim().split('\n');
  expect(new Set(lines.map((line) => line.split(':')[0]))).toEqual(
    new Set(['SIMULATOR_CALLBACK_LOSS', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']),
  );
});
