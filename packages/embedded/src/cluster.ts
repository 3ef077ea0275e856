import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { EmbeddedError } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);

/** The server's superuser and the database that it is for. */
const role = 'recado';

export type Place = {
  /** PostgreSQL's programs. */
  binaries: string;
  /** A folder of the server's user, for the cluster. */
  folder: string;
  user: ServerUser | undefined;
};

/** Makes the cluster in `cluster` of the place unless it is there. One that was interrupted leaves nothing that counts. */
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
  // PostgreSQL brings this locale itself, so the same data sort alike on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(join(binaries, 'bin/initdb'), ['--pgdata', cluster, ...login, ...locale], { cwd: '/', ...user });
};

const isCluster = async (folder: string): Promise<boolean> =>
  access(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** Makes the database that the server is for unless it is there, and gives its address. */
export const ensureDatabase = async (port: number, password: string): Promise<string> => {
  const at = (database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const client = new Client({ connectionString: at('postgres') });
  client.on('error', () => undefined); // The statement that was running rejects as well.
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [role]);
    if (rowCount === 0) await client.query(`create database ${role}`);
  } finally {
    await client.end();
  }
  return at(role);
};

/** The server's password: what the file holds, or a new one that it then holds, for its owner's eyes only. */
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
