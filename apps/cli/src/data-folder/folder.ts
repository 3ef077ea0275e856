import { chmod, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';

/**
 * Root starts the embedded PostgreSQL as another user, who has to pass through the folder to its data; nobody can list
 * it even then, and the files in it are closed to all but their owner.
 */
const folderMode = (userId: number | undefined): number => (userId === 0 ? 0o711 : 0o700);

/** Closes a folder that we made to other users. */
export const closeFolder = (folder: string): Promise<void> => chmod(folder, folderMode(process.getuid?.()));

/**
 * Makes the folder where generated keys and the embedded PostgreSQL live, closed to other users, and returns its full
 * path. One that is there stays as it is: it may be more than ours.
 */
export const openDataFolder = async (path: string): Promise<string> => {
  const folder = resolve(path);
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await closeFolder(folder);
  } catch (cause) {
    const remedy = 'Set RECADO_DATA_DIR to a folder that you may write to.';
    throw new Failure('data_folder', `${folder} cannot be made. ${remedy}`, { cause });
  }
  return folder;
};
