import { execFile } from 'node:child_process';
import { access, chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error.ts';
import type { ServerUser } from './server-user.ts';

const run = promisify(execFile);

/** The server's superuser and the database that it is for. */
export const role = 'recado';

export interface Place {
  /** PostgreSQL's programs. */
  binaries: string;
  /** A folder of the server's user, for the cluster. */
  folder: string;
  user: ServerUser | undefined;
}

/** Makes the cluster in `cluster` of the place unless it is there. One that was interrupted leaves nothing that counts. */
export async function ensureCluster(place: Place, password: string): Promise<string> {
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
}

async function initialise({ binaries, user }: Place, cluster: string, passwordFile: string): Promise<void> {
  const login = [`--username=${role}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // PostgreSQL brings this locale itself, so the same data sort alike on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await run(join(binaries, 'bin/initdb'), ['--pgdata', cluster, ...login, ...locale], { cwd: '/', ...user });
}

async function isCluster(folder: string): Promise<boolean> {
  return access(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
