import { lstat, open, rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure, misuse } from '../failure.ts';

/** What may be of any length, asked for when it can be written. */
type Answer = () => Promise<Response['body']>;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const write = (body: Response['body'], to: Writable, { end } = { end: true }): Promise<void> =>
  pipeline(Readable.from(body ?? []), to, { end }).catch((cause: unknown) => {
    throw new Failure('broken_off', `the export broke off (${reasonOf(cause)}) and is not whole. Run it again.`, {
      cause,
    });
  });

const unwritable = (path: string, why: string) =>
  misuse(`${path} cannot be written (${why}). Name a file that is not there yet.`);

const checkIsNew = async (path: string): Promise<void> => {
  const found = await lstat(path).catch(() => undefined);
  if (found) throw unwritable(path, 'it exists');
};

/** It appears whole or not at all, whatever ends this; only its owner may read it. */
const saveInFile = async (answer: Answer, path: string): Promise<void> => {
  await checkIsNew(path);
  const draft = `${path}.${process.pid}.draft`;
  const file = await open(draft, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(path, reasonOf(cause));
  });
  try {
    await write(await answer(), file.createWriteStream());
    await rename(draft, path);
  } catch (error) {
    await file.close();
    await rm(draft);
    throw error;
  }
};

/** Writes an export while it comes: to stdout, or into a new file. */
export const saveExport = async (answer: Answer, path: string | undefined): Promise<void> => {
  if (path === undefined) await write(await answer(), process.stdout, { end: false });
  else await saveInFile(answer, path);
};
