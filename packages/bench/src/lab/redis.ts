import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import getPort from 'get-port';
import { Redis } from 'ioredis';

export type RedisServer = AsyncDisposable & { url: string; client: Redis; cpuMs: () => Promise<number> };

/** Returns the memory of the data, without Redis's own overhead. */
export const datasetBytes = async ({ client }: RedisServer): Promise<number> =>
  Number(/used_memory_dataset:(\d+)/.exec(await client.info('memory'))?.[1]);

const program = 'redis-server';

/** These are production settings: a full Redis refuses writes, and a crash loses at most one second of data. */
const settings = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'];

/** Starts this machine's Redis on a free port of 127.0.0.1. */
export const startRedis = async (folder: string): Promise<RedisServer> => {
  const port = await getPort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const server = spawn(program, [...place, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  await untilReady(server);
  const client = new Redis(port, '127.0.0.1');
  const stop = async () => {
    client.disconnect();
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  const cpuMs = () => cpuOfServer(server.pid ?? -1);
  return { url: `redis://127.0.0.1:${port}`, client, cpuMs, [Symbol.asyncDispose]: stop };
};

const missing = (cause: unknown) =>
  new Error('The benchmark needs redis-server on PATH. Install Redis 6.2 or later', { cause });

const untilReady = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => reject(missing(error)));
    server.once('exit', (code) => reject(new Error(`redis-server ended with ${code} as it started`)));
    server.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve();
    });
  });

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const msPerTick = 10;

/**
 * Returns the milliseconds of CPU that a process and its children have used, ended children included. Elsewhere than on
 * Linux it is NaN.
 */
export const cpuOfServer = async (pid: number): Promise<number> => {
  const all = await Promise.all((await processIds()).map(readStat));
  const known = all.filter((stat) => stat !== undefined);
  const family = known.filter((stat) => stat.pid === pid || stat.parent === pid);
  return family.length === 0 ? Number.NaN : family.reduce((sum, { ticks }) => sum + ticks, 0) * msPerTick;
};

/** Returns the parent of a process, for example the server of a backend of PostgreSQL. Elsewhere than on Linux it is NaN. */
export const parentOf = async (pid: number): Promise<number> => (await readStat(String(pid)))?.parent ?? Number.NaN;

const processIds = async (): Promise<string[]> => {
  const entries = await readdir('/proc').catch(() => []);
  return entries.filter((name) => /^\d+$/.test(name));
};

type Stat = { pid: number; parent: number; ticks: number };

/** Fields as in proc(5). The name of the program may contain blanks and parentheses. */
const readStat = async (pid: string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), ticks };
};
