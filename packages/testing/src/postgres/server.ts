import { execFile, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { Certificate } from '../certificate.ts';
import { postgresSettings } from '../containers.ts';
import { lendUser, spawnGuarded, type Lent } from '../guarded-process.ts';
import type { TestStore } from '../provided.ts';
import { backUp, restore, type BackupKind } from './backups.ts';
import { findPrograms } from './programs.ts';

const run = promisify(execFile);

export type PostgresServer = TestStore & {
  /** Stops the server and waits for its end, as in a restart or a crash. A crash writes no checkpoint. */
  stop(how: 'restart' | 'crash'): Promise<void>;
  /** Starts the server again after `stop`, with the same port and data. */
  start(): Promise<void>;
  /** Makes a backup for `restore`. It may restart the server. */
  backUp(kind: BackupKind): Promise<void>;
  /** Crashes the server, puts its backup in its place, and starts it. */
  restore(kind: BackupKind): Promise<void>;
};

export type PostgresServerOptions = {
  /** Lines of postgresql.conf, for example `fsync=off`. */
  settings?: readonly string[];
  /** Makes the server accept only TLS. */
  certificate?: Certificate;
  /** Holds a folder with other programs than those from npm. */
  programs?: string | undefined;
};

const stopSignals = { restart: 'SIGINT', crash: 'SIGQUIT' } as const;

/** Starts PostgreSQL on a free port, in a temporary directory that is deleted on disposal. By default it is that from npm. */
export const startPostgresServer = async (options: PostgresServerOptions = {}): Promise<PostgresServer> => {
  const { settings = [], certificate, programs: given } = options;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-postgres-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const user = lendUser();
  if (user) await chown(folder, user.uid, user.gid);
  const programs = given ?? (await findPrograms(folder, user));
  const password = randomBytes(16).toString('hex');
  const cluster = join(folder, 'cluster');
  const initialiseCluster = () =>
    initialise({ programs, folder, cluster, password, user, locale: given ? plain : own });
  await initialiseCluster();
  const tls = certificate ? await installCertificate(certificate, folder, user) : [];
  const port = await getPort();
  const address = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const flags = [...address, ...tls, ...settings].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawnGuarded([join(programs, 'postgres'), '-D', cluster, ...flags], user);
    await accepts(server);
  };
  const stop = (how: keyof typeof stopSignals) => end(server, stopSignals[how]);
  stack.defer(() => stop('restart'));
  await start();
  const running = stack.move();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const backup = join(folder, 'backup');
  const place = { programs, cluster, backup, url, user, initialise: initialiseCluster, start, stop };
  return {
    url,
    stop,
    start,
    backUp: (kind) => backUp(place, kind),
    restore: (kind) => restore(place, kind),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

/** The programs of the system may be of a version without built-in locales. */
const plain = ['--encoding=UTF8', '--locale=C'];
const own = [...plain, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

type Cluster = {
  programs: string;
  folder: string;
  cluster: string;
  password: string;
  user: Lent | undefined;
  locale: readonly string[];
};

const initialise = async ({ programs, folder, cluster, password, user, locale }: Cluster): Promise<void> => {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const login = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  await run(join(programs, 'initdb'), ['--no-sync', '-D', cluster, ...login, ...locale], { cwd: '/', ...user });
};

/** The server refuses a key that other users can read, or that it does not own. */
const installCertificate = async (
  { certFile, keyFile }: Certificate,
  folder: string,
  user?: Lent,
): Promise<string[]> => {
  const [cert, key, hba] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'hba.conf')];
  await copyFile(certFile, cert);
  await copyFile(keyFile, key);
  await chmod(key, 0o600);
  await writeFile(hba, 'hostssl all all all scram-sha-256\n');
  if (user) for (const file of [cert, key, hba]) await chown(file, user.uid, user.gid);
  return ['ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`, `hba_file=${hba}`];
};

const accepts = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = '';
    server.on('exit', () => reject(new Error(`PostgreSQL for the tests did not start:\n${log}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (/ready to accept (read-only )?connections/.test(log)) resolve();
    });
  });

const end = async (server: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> => {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
};

/** Starts the PostgreSQL of a whole run, with its fastest settings. */
export const startLocalPostgres = (): Promise<TestStore> => startPostgresServer({ settings: postgresSettings });
