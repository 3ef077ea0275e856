import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { EmbeddedError, type ServerUser } from './places.ts';
import { isAlive } from './postmaster.ts';

const run = promisify(execFile);

/** Holds the name of the server's superuser and of its database. */
const role = 'recado';

export type Place = {
  /** Holds the folder of PostgreSQL's programs. */
  binaries: string;
  /** Holds the folder for the cluster. The server's user owns it. */
  folder: string;
  user: ServerUser | undefined;
};

/** Creates the cluster in the folder `cluster` if it does not exist. An interrupted attempt leaves no incomplete cluster. */
export const ensureCluster = async (place: Place, password: string): Promise<{ cluster: string; isMade: boolean }> => {
  const cluster = join(place.folder, 'cluster');
  if (await isCluster(cluster)) return { cluster, isMade: false };
  await removeLeftovers(place.folder);
  const half = `${cluster}.${process.pid}`;
  const passwordFile = `${half}.password`;
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (place.user) await chown(passwordFile, place.user.uid, place.user.gid);
    await initialise(place, half, passwordFile);
    await rename(half, cluster);
  } catch (cause) {
    throw new EmbeddedError('server_failed', `PostgreSQL could not make ${cluster}: ${reasonOf(cause)}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(half, { recursive: true, force: true });
  }
  return { cluster, isMade: true };
};

/** A first start that was killed leaves half a cluster and its password. In a container the next process has the same id. */
const removeLeftovers = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const pid = Number(/^cluster\.(\d+)(\.password)?$/.exec(name)?.[1]);
    if (pid === process.pid || (pid > 0 && !isAlive(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
};

const initialise = async ({ binaries, user }: Place, cluster: string, passwordFile: string): Promise<void> => {
  const login = [`--username=${role}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // PostgreSQL includes this locale, so the sort order is the same on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(join(binaries, 'bin/initdb'), ['--pgdata', cluster, ...login, ...locale], { cwd: '/', ...user });
};

const isCluster = async (folder: string): Promise<boolean> =>
  access(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** Creates the database if it does not exist, and returns its URL. */
export const ensureDatabase = async (port: number, password: string): Promise<string> => {
  const at = (database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const client = new Client({ connectionString: at('postgres') });
  client.on('error', () => undefined); // The running statement rejects as well.
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [role]);
    if (rowCount === 0) await client.query(`create database ${role}`);
  } finally {
    await client.end();
  }
  return at(role);
};

export type Password = { text: string; isNew: boolean };

/** Returns the server's password from the file. A missing or damaged file gets a new one that only its owner can read. */
export const keepPassword = async (file: string): Promise<Password> => {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  if (isPassword.test(kept)) return { text: kept, isNew: false };
  const text = randomBytes(24).toString('base64url');
  const half = `${file}.${process.pid}`;
  // Without a flush, a power loss after the rename could leave an empty file.
  await writeFile(half, text, { mode: 0o600, flush: true });
  await rename(half, file);
  return { text, isNew: true };
};

const isPassword = /^[\w-]{32}$/;

/** Sets the password of a cluster whose password file was lost. The server must not run. */
export const resetPassword = async ({ binaries, user }: Place, cluster: string, password: string): Promise<void> => {
  const program = join(binaries, 'bin/postgres');
  const running = run(program, ['--single', '-D', cluster, 'postgres'], { cwd: '/', ...user });
  running.child.stdin?.end(`alter role ${role} password '${password}'\n`);
  await running.catch((cause: unknown) => {
    throw new EmbeddedError('server_failed', `PostgreSQL could not set a new password: ${reasonOf(cause)}`, { cause });
  });
};

/** Joins the output of a program to one line. */
const reasonOf = (cause: unknown): string => {
  const { stderr } = cause as { stderr?: string };
  return (stderr || String(cause)).trim().replaceAll(/\s*\n\s*/g, '; ');
};
