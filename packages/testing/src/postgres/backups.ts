import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lent } from '../guarded-process.ts';

const run = promisify(execFile);

/**
 * `recovery`: a copy of the stopped data folder, whose recovery begins a new timeline. `as-is`: such a copy, started without a
 * trace. `dump`: pg_dump of a running server, restored into a new one. `standby`: a standby that got nothing after its
 * start, and is promoted. `point-in-time`: pg_basebackup of a running server, and its archived WAL up to a restore point.
 */
export type BackupKind = 'recovery' | 'as-is' | 'dump' | 'standby' | 'point-in-time';

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
  if (kind === 'point-in-time') return backUpWithArchive(place);
  await place.stop('restart');
  await copyData(cluster, backup);
  await place.start();
};

/** Messages that are sent between the copy and the restore point are in the archive alone. */
const backUpWithArchive = async (place: Place): Promise<void> => {
  const { backup, url, user } = place;
  const archive = archiveOf(place);
  await rm(archive, { recursive: true, force: true });
  await mkdir(archive);
  if (user) await chown(archive, user.uid, user.gid);
  const query = (text: string) => execute(place, 'psql', [`--dbname=${url}`, `--command=${text}`]);
  await query(`alter system set archive_command = 'cp %p ${archive}/%f'`);
  await query('alter system set archive_mode = on');
  await place.stop('restart');
  await place.start();
  await execute(place, 'pg_basebackup', ['--checkpoint=fast', `--pgdata=${backup}`, `--dbname=${url}`]);
  await query(`select pg_create_restore_point('${restorePoint}')`);
  await query('select pg_switch_wal()');
};

const archiveOf = ({ backup }: Place): string => `${backup}-wal`;

const restorePoint = 'drill';

/** Without a fast checkpoint it waits for minutes. */
const atOnce = ['--write-recovery-conf', '--checkpoint=fast'];

/** Crashes the server, puts its backup in its place, and starts it. */
export const restore = async (place: Place, kind: BackupKind): Promise<void> => {
  const { backup, cluster, url } = place;
  await place.stop('crash');
  await rm(cluster, { recursive: true, force: true });
  if (kind === 'dump') {
    await place.initialise();
    await place.start();
    return execute(place, 'pg_restore', ['--exit-on-error', `--dbname=${url}`, backup]);
  }
  await copyData(backup, cluster);
  if (kind === 'recovery') await signalRecovery(place, noArchive);
  if (kind === 'point-in-time') await signalRecovery(place, toRestorePoint(archiveOf(place)));
  await place.start();
  if (kind === 'standby') await execute(place, 'pg_ctl', ['promote', '--pgdata', cluster]);
};

/** A recovery needs the command, and ends at once because it finds no archived WAL. */
const noArchive = ["restore_command = 'false'"];

const toRestorePoint = (archive: string): string[] => [
  `restore_command = 'cp ${archive}/%f %p'`,
  `recovery_target_name = '${restorePoint}'`,
  `recovery_target_action = 'promote'`,
];

const execute = async ({ programs, user }: Place, program: string, args: string[]): Promise<void> => {
  await run(join(programs, program), args, { cwd: '/', ...user });
};

/** Keeps the owners of the files. */
const copyData = async (from: string, to: string): Promise<void> => {
  await run('cp', ['-a', from, to]);
};

const signalRecovery = async ({ cluster, user }: Place, settings: string[]): Promise<void> => {
  await appendFile(join(cluster, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  const file = join(cluster, 'recovery.signal');
  await writeFile(file, '');
  if (user) await chown(file, user.uid, user.gid);
};
