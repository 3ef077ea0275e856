import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** The server's password: what the file holds, or a new one that it then holds, for its owner's eyes only. */
export async function keepPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const half = `${file}.${process.pid}`;
  await writeFile(half, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await rename(half, file);
  return readFile(file, 'utf8');
}
