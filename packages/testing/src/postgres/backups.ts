import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lent } from '../guarded-process.ts';

const run = promisify(execFile);

/**
 * `recovery`: a copy of the stopped data folder, whose recovery begins a new timeline. `as-is`: such a copy, started without a
 * trace. `dump`: pg_dump of a running server, restored into a new one. `standby`: a standby that got nothing after its
 * start, and is promoted.
 */
export type BackupKind = 'recovery' | 'as-is' | 'dump' | 'standby';

/** A server as its backups see it. `programs` has pg_dump only if it is that of the system. */
export type Place = {
  programs: string;
  cluster: string;
  /** Holds a file or a folder for the backup. */
  backup: string;
  url: string;
  user: Lent | undefined;
  initialise: () => Promise<void>;
  start: () => Promise<void>;
  stop: (how: 'restart' | 'crash') => Promise<void>;
};

/** Makes a backup. The server runs before and afterwards. */
export const backUp = async (place: Place, kind: BackupKind): Promise<void> => {
  const { backup, url, cluster } = place;
  await rm(backup, { recursive: true, force: true });
  if (kind === 'dump') return execute(place, 'pg_dump', ['--format=custom', `--file=${backup}`, url]);
  if (kind === 'standby') return execute(place, 'pg_basebackup', [...atOnce, `--pgdata=${backup}`, `--dbname=${url}`]);
  await place.stop('restart');
  await copyData(cluster, backup);
  await place.start();
};

/** Without a fast checkpoint it waits for minutes. */
const atOnce = ['--write-recovery-conf', '--checkpoint=fast'];

/** Crashes the server, puts its backup in its place, and starts it. */
export const restore = async (place: Place, kind: BackupKind): Promise<void> => {
  const { backup, cluster, url, user } = place;
  await place.stop('crash');
  await rm(cluster, { recursive: true, force: true });
  if (kind === 'dump') {
    await place.initialise();
    await place.start();
    return execute(place, 'pg_restore', ['--exit-on-error', `--dbname=${url}`, backup]);
  }
  await copyData(backup, cluster);
  if (kind === 'recovery') await signalRecovery(cluster, user);
  await place.start();
  if (kind === 'standby') await execute(place, 'pg_ctl', ['promote', '--pgdata', cluster]);
};

const execute = async ({ programs, user }: Place, program: string, args: string[]): Promise<void> => {
  await run(join(programs, program), args, { cwd: '/', ...user });
};

/** Keeps the owners of the files. */
const copyData = async (from: string, to: string): Promise<void> => {
  await run('cp', ['-a', from, to]);
};

const signalRecovery = async (cluster: string, user?: Lent): Promise<void> => {
  const file = join(cluster, 'recovery.signal');
  await writeFile(file, '');
  if (user) await chown(file, user.uid, user.gid);
};
