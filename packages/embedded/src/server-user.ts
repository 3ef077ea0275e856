import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { EmbeddedError } from './binaries.ts';

const run = promisify(execFile);
const name = 'postgres';

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
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
};

const makeUser = async (): Promise<ServerUser> => {
  const reason = `PostgreSQL does not run as root, and there is no user ${name}.`;
  const remedy = `Run as another user, or make one: useradd --system ${name}`;
  try {
    await run('useradd', ['--system', '--user-group', '--shell', '/bin/false', name]);
  } catch (cause) {
    throw new EmbeddedError('no_server_user', `${reason} ${remedy}`, { cause });
  }
  const made = await lookUp();
  if (!made) throw new EmbeddedError('no_server_user', `${reason} ${remedy}`);
  return made;
};
