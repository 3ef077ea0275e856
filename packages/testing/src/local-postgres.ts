import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { spawnGuarded } from './guarded.ts';
import { lendUser } from './lent-user.ts';
import type { Lent } from './lent-user.ts';
import { findPrograms } from './postgres-programs.ts';
import { postgresSettings } from './postgres-settings.ts';
import type { TestStore } from './test-store.ts';

const run = promisify(execFile);

/** PostgreSQL from npm, on a free port and in a temporary directory that goes when it is disposed of. */
export async function startLocalPostgres(): Promise<TestStore> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-postgres-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const user = lendUser();
  if (user) await chown(folder, user.uid, user.gid);
  const programs = await findPrograms(folder, user);
  const password = randomBytes(16).toString('hex');
  const cluster = await initialise(programs, folder, password, user);
  const port = await getPort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...postgresSettings];
  const command = [join(programs, 'postgres'), '-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawnGuarded(command, user);
  stack.defer(() => end(server));
  await accepts(server);
  const running = stack.move();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function initialise(programs: string, folder: string, password: string, user?: Lent): Promise<string> {
  const cluster = join(folder, 'cluster');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const login = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(join(programs, 'initdb'), ['--no-sync', '-D', cluster, ...login, ...locale], { cwd: '/', ...user });
  return cluster;
}

function accepts(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.on('exit', () => reject(new Error(`PostgreSQL for the tests did not start:\n${log}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('database system is ready to accept connections')) resolve();
    });
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  await ended;
}
