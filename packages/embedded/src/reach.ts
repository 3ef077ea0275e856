import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ServerUser } from './server-user.ts';

const search = 0o1;

/** Whether a user can get to what is in a folder, through all the folders above it. */
export async function canReach(folder: string, user: ServerUser): Promise<boolean> {
  const { uid, gid, mode } = await stat(folder);
  const group = gid === user.gid ? 3 : 0;
  const shift = uid === user.uid ? 6 : group;
  if (((mode >> shift) & search) === 0) return false;
  const above = dirname(folder);
  return above === folder || canReach(above, user);
}
