import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { redisSettings } from './redis-settings.ts';
import type { TestStore } from './test-store.ts';

/** The machine's own Redis or Valkey, on a free port; undefined where there is neither. */
export async function startLocalRedis(): Promise<TestStore | undefined> {
  return (await start('redis-server')) ?? (await start('valkey-server'));
}

async function start(program: string): Promise<TestStore | undefined> {
  const port = await getPort();
  const directory = await mkdtemp(join(tmpdir(), 'recado-test-redis-'));
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  const server = spawn(program, [...place, ...redisSettings], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    await end(server);
    await rm(directory, { recursive: true, force: true });
  };
  if (await accepts(server, program)) return { url: `redis://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
  await stop();
  return undefined;
}

/** False where there is no such program; a program that is there must start. */
function accepts(server: ChildProcess, program: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let output = '';
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve(false) : reject(error)));
    server.on('exit', (code) => reject(new Error(`${program} for the tests ended with ${code}:\n${output}`)));
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) resolve(true);
    });
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
