import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../failure.ts';

/** Denies other users access to a folder that Recado made. */
export const closeFolder = (folder: string): Promise<void> => chmod(folder, folderMode(process.getuid?.()));

/**
 * Allows another user to pass through if root made the folder, because root starts the embedded PostgreSQL as another
 * user. Nobody can list the folder, and only the owner can read its files.
 */
const folderMode = (userId: number | undefined): number => (userId === 0 ? 0o711 : 0o700);

/**
 * Makes the folder for generated keys and the embedded PostgreSQL, closed to other users, and returns its full path. An
 * existing folder keeps its mode, because it may hold other data too.
 */
export const openDataFolder = async (path: string): Promise<string> => {
  const folder = resolve(path);
  try {
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await closeFolder(folder);
  } catch (cause) {
    const remedy = 'Set RECADO_DATA_DIR to a folder that you can write to.';
    throw new Failure('data_folder', `${folder} cannot be created. ${remedy}`, { cause });
  }
  return folder;
};

/** Allows only the owner to read and write. */
const ownerOnly = 0o600;

/** Returns the text of a file, or undefined if it does not exist. Removes the rights of other users. */
export const readPrivateFile = async (path: string): Promise<string | undefined> => {
  try {
    await chmod(path, ownerOnly);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Writes a file that only its owner may read: the whole file or nothing. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.draft`;
  try {
    await writeFile(draft, text, { mode: ownerOnly, flush: true });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('data_folder', `${path} cannot be written: ${why}. Free space, or choose another folder.`, {
      cause,
    });
  }
};

/** Tells other commands the addresses of the `recado up` that runs from a data folder. */
export const Running = z.object({ apiUrl: z.string(), databaseUrl: z.string() });
export type Running = z.infer<typeof Running>;

/** Returns the addresses of the `recado up` of this folder; undefined if none runs. They may be stale after a kill. */
export const readRunning = async (folder: string): Promise<Running | undefined> => {
  const text = await readPrivateFile(pathOf(folder));
  if (text === undefined) return undefined;
  try {
    return Running.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const pathOf = (folder: string): string => join(folder, 'running.json');

/** Writes the addresses of what runs from this folder. Disposing removes them. */
export const writeRunningFile = async (folder: string, running: Running): Promise<AsyncDisposable> => {
  await writePrivateFile(pathOf(folder), `${JSON.stringify(running)}\n`);
  return { [Symbol.asyncDispose]: () => rm(pathOf(folder), { force: true }) };
};
