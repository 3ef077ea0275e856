import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { userInfo } from 'node:os';
import type { Writable } from 'node:stream';

/**
 * A guard process waits for a line on descriptor 3. If this process dies without writing one, even by kill -9, the guard
 * stops the server. The server keeps the shell's process id.
 */
const script = `((read -r _ <&3 || kill -INT $$) 2>/dev/null &) ; exec "$@" 3<&-`;

/** Spawns a server that does not outlive this process. */
export const spawnGuarded = (command: readonly string[], user?: Lent): ChildProcess => {
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
  const server = spawn('/bin/sh', ['-c', script, 'sh', ...command], { cwd: '/', stdio: [...stdio], ...user });
  const guard = server.stdio[3] as Writable;
  guard.on('error', () => undefined); // The guard may exit before this process.
  server.once('exit', () => guard.end('ended\n'));
  return server;
};

/** The user for a server that refuses to run as root. */
export type Lent = {
  uid: number;
  gid: number;
};

/** Root runs servers as `nobody`, a user that every machine has. Other users run servers as themselves. */
export const lendUser = (): Lent | undefined => {
  if (userInfo().uid !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
};
