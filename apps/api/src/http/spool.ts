import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal, Unavailable } from '@recado/messaging';
import { makeFreeNewObjects } from '@recado/runtime';

export type Spooled = AsyncDisposable & { bytes: () => AsyncGenerator<Buffer> };

type TemporaryFile = Pick<FileHandle, 'writeFile' | 'read' | 'close'>;

type Options = { folder?: string; mostBytes?: number; openFile?: (folder: string) => Promise<TemporaryFile> };

/** Limits the bytes of a file. At 60 bytes a row it has about 17 million rows. */
const mostBytes = 1024 ** 3;

/**
 * Writes a body to a temporary file, so that only a whole one is imported. The file has no name and is encrypted with
 * a key that only this process has, so that its numbers are unreadable after a crash.
 */
export const spool = async (
  chunks: AsyncIterable<Buffer>,
  { folder = tmpdir(), mostBytes: most = mostBytes, openFile = openUnlinked }: Options = {},
): Promise<Spooled> => {
  const file = await onDisk(() => openFile(folder));
  try {
    const secret = [randomBytes(32), randomBytes(16)] as const;
    const cipher = createCipheriv(algorithm, ...secret);
    let size = 0;
    for await (const chunk of chunks) {
      if (Math.floor((size + chunk.length) / freeEveryBytes) > Math.floor(size / freeEveryBytes)) freeNewObjects();
      size += chunk.length;
      if (size > most) throw tooLarge(most);
      // Unlike write, writeFile goes on until all of the chunk is written.
      await onDisk(() => file.writeFile(cipher.update(chunk)));
    }
    return {
      bytes: () => readBack(file, size, createDecipheriv(algorithm, ...secret)),
      [Symbol.asyncDispose]: () => discard(file),
    };
  } catch (error) {
    await discard(file);
    throw error;
  }
};

const freeNewObjects = makeFreeNewObjects();
const freeEveryBytes = 4 * 1024 ** 2;

const algorithm = 'aes-256-ctr';

/** The file goes when it is closed, however the process ends. */
const openUnlinked = async (folder: string): Promise<FileHandle> => {
  const path = join(folder, `recado-upload-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
};

/** A full disk may fail here once more, but the file is gone. */
const discard = (file: TemporaryFile): Promise<void> => file.close().catch(() => undefined);

/** A disk that is full, read-only or missing is for the operator, and the caller may try again. */
const onDisk = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (cause) {
    throw new Unavailable('disk', { cause, refusesWrites: true });
  }
};

const tooLarge = (most: number) =>
  new Refusal('payload-too-large', `The file has more than ${most / 1024 ** 2} MiB. Nothing was imported. Split it`);

const readBytes = 64 * 1024;

async function* readBack(
  file: TemporaryFile,
  size: number,
  decipher: ReturnType<typeof createDecipheriv>,
): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(readBytes);
  for (let at = 0; at < size;) {
    const { bytesRead } = await file.read(buffer, 0, readBytes, at);
    if (!bytesRead) throw new Error('A temporary file became shorter than what was written to it');
    at += bytesRead;
    yield decipher.update(buffer.subarray(0, bytesRead));
  }
}
