import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** Where the other commands find what `recado up` runs from a data folder. */
export const Running = z.object({ apiUrl: z.string(), databaseUrl: z.string() });
export type Running = z.infer<typeof Running>;

const pathOf = (folder: string): string => join(folder, 'running.json');

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

/** Notes what runs from this folder until disposed. */
export const noteRunning = async (folder: string, running: Running): Promise<AsyncDisposable> => {
  await writePrivateFile(pathOf(folder), `${JSON.stringify(running)}\n`);
  return { [Symbol.asyncDispose]: () => rm(pathOf(folder), { force: true }) };
};
