import { open, rm } from 'node:fs/promises';
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

/** A file that only its owner may read, and that was not there before. */
const openNew = (path: string) =>
  open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw misuse(`${path} cannot be written (${reasonOf(cause)}). Name a file that is not there yet.`);
  });

const saveInFile = async (answer: Answer, path: string): Promise<void> => {
  await using file = await openNew(path);
  try {
    await write(await answer(), file.createWriteStream());
  } catch (error) {
    await rm(path);
    throw error;
  }
};

/** Writes an export while it comes: to stdout, or into a new file of which nothing stays when it breaks off. */
export const saveExport = async (answer: Answer, path: string | undefined): Promise<void> => {
  if (path === undefined) await write(await answer(), process.stdout, { end: false });
  else await saveInFile(answer, path);
};
