import { chmod, readFile, rename, writeFile } from 'node:fs/promises';

/** The owner alone may read and write it. */
const ownerOnly = 0o600;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

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

/** Writes a file that only its owner may read. It appears whole or not at all. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text, { mode: ownerOnly });
  await rename(draft, path);
};
