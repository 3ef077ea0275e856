import { spawnSync } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { isCI } from 'std-env';
import { lendUser, spawnGuarded } from '../guarded-process.ts';
import type { TestStore } from '../provided.ts';

/** In CI a missing PgBouncer fails the tests that need it. Elsewhere they are skipped. */
export const skipsPgbouncer: boolean = !isCI && spawnSync('pgbouncer', ['--version']).error !== undefined;

/** Starts PgBouncer before a database, in the given pool mode, with its defaults apart from `settings`. */
export const startPgbouncer = async (
  databaseUrl: string,
  mode: 'session' | 'transaction',
  settings: Record<string, string | number> = {},
): Promise<TestStore> => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-pgbouncer-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const user = lendUser();
  if (user) await chown(folder, user.uid, user.gid);
  const target = new URL(databaseUrl);
  const port = await getPort();
  const name = target.pathname.slice(1);
  const more = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  const text = `[databases]
${name} = host=${target.hostname} port=${target.port} user=${target.username} password=${target.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
${more.join('')}`;
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, text, { mode: 0o644 });
  const server = spawnGuarded(['pgbouncer', file], user);
  server.stdout?.resume();
  server.stderr?.resume();
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  stack.defer(async () => {
    server.kill('SIGKILL');
    await ended;
  });
  while (!(await accepts(port))) await sleep(50);
  const running = stack.move();
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, [Symbol.asyncDispose]: () => running.disposeAsync() };
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
