import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import getPort from 'get-port';
import { ensureCluster, ensureDatabase, keepPassword, resetPassword, type Place } from './cluster.ts';
import { EmbeddedError, findBinaries, findServerUser, placeBinaries, placeServer } from './places.ts';
import { clearCluster, ownerSetting } from './postmaster.ts';

export type PostgresOptions = {
  /** Holds the folder for the data and the server's password. It is created if necessary. */
  dataDir: string;
  /** Holds the port. The default is a free one. */
  port?: number;
  /** Receives each line of the server's log. */
  log?: Log;
  /** Disposal deletes the data if this is true. The default is false. */
  temporary?: boolean;
};

type Log = (line: string) => void;

export type EmbeddedPostgres = AsyncDisposable & {
  /** Holds the URL of the database `recado`, with its password. */
  url: string;
  /** Resolves when the server has ended for any reason. */
  ended: Promise<void>;
};

/**
 * Starts a real PostgreSQL from npm on 127.0.0.1, with the existing data of the folder. It ends on disposal, and if this
 * process dies in any way.
 *
 * @throws {EmbeddedError}
 */
export const startPostgres = async (options: PostgresOptions): Promise<EmbeddedPostgres> => {
  const { port = await getPort(), log = () => undefined, temporary = false } = options;
  const dataDir = resolve(options.dataDir);
  const user = await findServerUser();
  const folder = await placeServer(dataDir, user);
  const place = { binaries: await placeBinaries(findBinaries(), user), folder, user };
  const password = await keepPassword(join(dataDir, 'password'));
  const { cluster, isMade } = await ensureCluster(place, password.text);
  await clearCluster(cluster);
  if (password.isNew && !isMade) await resetPassword(place, cluster, password.text);

  await using stack = new AsyncDisposableStack();
  if (temporary) stack.defer(() => removeAll(folder, dataDir));
  const server = await startServer(place, cluster, port, log);
  stack.defer(() => server.stop());
  const url = await ensureDatabase(port, password.text);
  const started = stack.move();
  return { url, ended: server.ended, [Symbol.asyncDispose]: () => started.disposeAsync() };
};

const removeAll = async (...folders: string[]): Promise<void> => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
};

const stopMs = 30_000;

/**
 * Runs the server with a guard process that stops it if this process dies in any way. The guard waits for a line on
 * descriptor 3, and then reads the end of the file instead. The server keeps the shell's process id.
 */
const guarded = `((read -r _ <&3 || kill -INT $$) 2>/dev/null &) ; exec "$@" 3<&-`;

type Server = {
  /** Resolves when the server has ended for any reason. */
  ended: Promise<void>;
  /** Stops the server and cuts its connections. Committed data is on disk. */
  stop(): Promise<void>;
};

/** Starts PostgreSQL on a cluster, on 127.0.0.1 only, and waits until it accepts connections. */
const startServer = async (place: Place, cluster: string, port: number, log: Log): Promise<Server> => {
  const command = [join(place.binaries, 'bin/postgres'), '-D', cluster, ...settings(port)];
  const child = launch(command, place);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  child.once('exit', () => end());
  child.once('error', () => end());
  try {
    await ready(child, ended, log);
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
  return { ended, stop: () => stop(child, ended) };
};

const settings = (port: number): string[] => {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    [ownerSetting]: process.pid,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
};

/** The server has its own process group, so that Ctrl-C in a terminal reaches only this process, which stops it last. */
const launch = (command: string[], { user }: Place): ChildProcess => {
  const [program = '', ...args] = platform() === 'win32' ? command : ['/bin/sh', '-c', guarded, 'sh', ...command];
  return spawn(program, args, { cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], ...user });
};

const ready = (child: ChildProcess, ended: Promise<void>, log: Log): Promise<void> => {
  const { promise, resolve: succeed, reject } = Promise.withResolvers<void>();
  const lines: string[] = [];
  let started = false;
  createInterface({ input: child.stderr as NonNullable<typeof child.stderr> }).on('line', (line) => {
    log(line);
    if (started) return;
    lines.push(line);
    started = line.includes('database system is ready to accept connections');
    if (started) succeed();
  });
  void ended.finally(() => reject(new EmbeddedError('server_failed', `PostgreSQL did not start: ${summaryOf(lines)}`)));
  return promise;
};

/** Joins the last lines of the server's log to one, without their times. */
const summaryOf = (lines: string[]): string =>
  lines
    .map((line) => line.replace(/^\S+ \S+ UTC \[\d+\] /, '').trim())
    .filter((line) => !line.startsWith('LOG:  starting PostgreSQL'))
    .slice(-4)
    .join('; ');

const stop = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  const guard = child.stdio[3] as Writable | null;
  guard?.on('error', () => undefined); // The guard may exit before this process.
  child.kill('SIGINT');
  const tooLong = setTimeout(() => child.kill('SIGQUIT'), stopMs);
  await ended;
  clearTimeout(tooLong);
  guard?.end('ended\n');
};
