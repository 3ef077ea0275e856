import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { EmbeddedError } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);

/** The name of the server's superuser and of its database. */
const role = 'recado';

export type Place = {
  /** The folder of PostgreSQL's programs. */
  binaries: string;
  /** The folder for the cluster. The server's user owns it. */
  folder: string;
  user: ServerUser | undefined;
};

/** Creates the cluster in the folder `cluster` if it does not exist. An interrupted attempt leaves no incomplete cluster. */
export const ensureCluster = async (place: Place, password: string): Promise<string> => {
  const cluster = join(place.folder, 'cluster');
  if (await isCluster(cluster)) return cluster;
  const half = `${cluster}.${process.pid}`;
  const passwordFile = `${half}.password`;
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (place.user) await chown(passwordFile, place.user.uid, place.user.gid);
    await initialise(place, half, passwordFile);
    await rename(half, cluster);
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new EmbeddedError('server_failed', `PostgreSQL could not make ${cluster}: ${stderr || String(cause)}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(half, { recursive: true, force: true });
  }
  return cluster;
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

/** Returns the server's password from the file, or stores a new one that only the file's owner can read. */
export const keepPassword = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const half = `${file}.${process.pid}`;
  await writeFile(half, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await rename(half, file);
  return readFile(file, 'utf8');
};
