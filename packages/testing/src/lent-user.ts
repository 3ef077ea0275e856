import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** The user that a server runs as which refuses to run as root. */
export interface Lent {
  uid: number;
  gid: number;
}

/** For root, `nobody`, whom every machine has; others run servers as themselves. */
export function lendUser(): Lent | undefined {
  if (userInfo().uid !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
