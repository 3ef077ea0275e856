import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '../failure.ts';

/** Closes a folder that we made to other users. */
export const closeFolder = (folder: string): Promise<void> => chmod(folder, folderMode(process.getuid?.()));

/**
 * Root starts the embedded PostgreSQL as another user, who has to pass through the folder to its data; nobody can list
 * it even then, and the files in it are closed to all but their owner.
 */
const folderMode = (userId: number | undefined): number => (userId === 0 ? 0o711 : 0o700);

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

/** The owner alone may read and write it. */
const ownerOnly = 0o600;

/** The text of a file, or undefined when there is none. Takes away what other users may do with it. */
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

/** Writes a file that only its owner may read. It appears whole or not at all. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text, { mode: ownerOnly });
  await rename(draft, path);
};

/** Where the other commands find what `recado up` runs from a data folder. */
export const Running = z.object({ apiUrl: z.string(), databaseUrl: z.string() });
export type Running = z.infer<typeof Running>;

/** What runs, or ran until it was killed, from this folder; undefined when nothing does. */
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

/** Notes what runs from this folder until disposed. */
export const writeRunningFile = async (folder: string, running: Running): Promise<AsyncDisposable> => {
  await writePrivateFile(pathOf(folder), `${JSON.stringify(running)}\n`);
  return { [Symbol.asyncDispose]: () => rm(pathOf(folder), { force: true }) };
};
