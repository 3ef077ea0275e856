import { spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { Redis } from 'ioredis';
import type { Certificate } from '../certificate.ts';
import { redisSettings } from '../containers.ts';
import { spawnGuarded } from '../guarded-process.ts';
import { running } from '../process.ts';
import type { TestStore } from '../provided.ts';

export type RedisServer = TestStore & {
  host: string;
  port: number;
  /** Kills the server, as a crash does, and waits for its end. */
  kill(): Promise<void>;
  /** Starts the server again after `kill`, with the same port and directory. Without persistence it is empty. */
  start(): Promise<void>;
  /** Deletes all keys, as an operator's FLUSHALL does. */
  flush(): Promise<void>;
  /** Closes the connections of all clients, as CLIENT KILL does. */
  dropClients(): Promise<void>;
};

export type RedisServerOptions = {
  /** Options of the command line, for example `['--appendonly', 'yes']`. They override the defaults of tests. */
  settings?: readonly string[];
  /** Starts a Sentinel with these lines in its configuration file. */
  sentinel?: readonly string[];
  /** Makes the server accept only TLS. */
  certificate?: Certificate;
};

const host = '127.0.0.1';
const answersAs = /Ready to accept connections|Sentinel ID is/;

/** Starts this machine's Redis or Valkey on a free port, in a temporary directory that is deleted on disposal. */
export const startRedisServer = async (options: RedisServerOptions = {}): Promise<RedisServer> => {
  const { settings = [], sentinel, certificate } = options;
  const program = redisProgram();
  if (program === undefined) throw new Error('Put redis-server or valkey-server on PATH.');
  const port = await getPort();
  const directory = await mkdtemp(join(tmpdir(), 'recado-test-redis-'));
  const place = [...doorOf(port, certificate), '--bind', host, '--dir', directory];
  const file = join(directory, 'server.conf');
  await writeFile(file, sentinel?.join('\n') ?? '');
  const kind = sentinel ? ['--sentinel'] : [...redisSettings, ...settings];
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawnGuarded([program, file, ...place, ...kind]);
    await accepts(server, program);
  };
  const kill = async () => {
    await end(server);
  };
  const ask = async (...command: [string, ...string[]]) => {
    const redis = new Redis(port, host);
    await redis.call(...command);
    redis.disconnect();
  };
  const dispose = async () => {
    await kill();
    await rm(directory, { recursive: true, force: true });
  };
  await start().catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    url: `${certificate ? 'rediss' : 'redis'}://${host}:${port}`,
    host,
    port,
    kill,
    start,
    flush: () => ask('FLUSHALL'),
    dropClients: () => ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
    [Symbol.asyncDispose]: dispose,
  };
};

const doorOf = (port: number, certificate?: Certificate): string[] => {
  if (!certificate) return ['--port', String(port)];
  const files = ['--tls-cert-file', certificate.certFile, '--tls-key-file', certificate.keyFile];
  return ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'];
};

const accepts = (server: ChildProcess, program: string): Promise<void> => {
  running.add(server);
  server.on('exit', () => running.delete(server));
  return new Promise((resolve, reject) => {
    let output = '';
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`${program} for the tests ended with ${code}:\n${output}`)));
    server.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (answersAs.test(output)) resolve();
    });
  });
};

const end = async (server: ChildProcess | undefined): Promise<void> => {
  if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
};

const names = ['redis-server', 'valkey-server'];

let found: string | undefined;

/** Returns this machine's Redis or Valkey program, or undefined if there is neither. */
export const redisProgram = (): string | undefined => {
  found ??= names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  return found;
};

/** Starts this machine's Redis or Valkey for the whole run. Returns undefined if there is neither. */
export const startLocalRedis = async (): Promise<TestStore | undefined> =>
  redisProgram() === undefined ? undefined : startRedisServer();
