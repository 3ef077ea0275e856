import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal, Unavailable, type Upload } from '@recado/messaging';
import { holdYoungHeap, makeFreeNewObjects, makeSemaphore } from '@recado/runtime';
import type { Request, Response } from 'express';
import { callerOf } from '../auth/caller.ts';
import { liftBodyDeadline } from './json-body.ts';

/** Each 30 KiB of a file must arrive within 30 seconds. */
const pace = { bytes: 30 * 1024, ms: 30_000 };

/** Files that one key may send to this process at the same time, and seconds after which it may try another. */
const atOncePerKey = 4;
const retryAfter = '5';

/** Files that are imported at the same time. The third connection for long transactions stays for estimates. */
const importsAtOnce = 2;

/** The rest of a refused upload is read and discarded for this long, so that the client reads the response. */
const lingerMs = 5_000;

/** Passes on a body of any length once all of it is here. The rest of a refused one is discarded. */
export type TakeUpload = <Taken>(
  request: Request,
  response: Response,
  take: (upload: Upload) => Promise<Taken>,
) => Promise<Taken>;

/**
 * Makes the one that takes the uploads of a process. A body that arrives slowly holds a temporary file, but neither a
 * connection to PostgreSQL nor the place of another key.
 */
export const makeTakeUpload = (): TakeUpload => {
  const enterKey = makeKeyLimit();
  const enterImport = makeSemaphore(importsAtOnce);
  return async (request, response, take) => {
    liftBodyDeadline(response);
    await using stack = new AsyncDisposableStack();
    try {
      stack.defer(enterKey(callerOf(response).id, response));
      stack.defer(holdYoungHeap());
      refuseCompressed(request);
      const receive = async () => {
        const spooled: Spooled = stack.use(await spool(readUpload(request)));
        stack.defer(await enterImport());
        if (request.socket.destroyed) throw brokenOff();
        return whileConnected(request, spooled.bytes());
      };
      return await take({ contentType: request.headers['content-type'], receive });
    } catch (error) {
      discardRest(request);
      throw error;
    }
  };
};

/** Ends the import of a client that has gone, because its person may have canceled it. */
async function* whileConnected(request: Request, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    if (request.socket.destroyed) throw brokenOff();
    yield chunk;
  }
  if (request.socket.destroyed) throw brokenOff();
}

/** Counts the uploads of each key, and refuses one too many. */
const makeKeyLimit = () => {
  const uploads = new Map<string, number>();
  return (keyId: string, response: Response): (() => void) => {
    const before = uploads.get(keyId) ?? 0;
    if (before >= atOncePerKey) {
      response.setHeader('Retry-After', retryAfter);
      throw new Refusal(
        'rate-limited',
        `This key is sending ${atOncePerKey} files already. Wait until one of them is imported, then send this one again`,
      );
    }
    uploads.set(keyId, before + 1);
    return () => {
      const rest = (uploads.get(keyId) ?? 1) - 1;
      if (rest) uploads.set(keyId, rest);
      else uploads.delete(keyId);
    };
  };
};

type Chunk = IteratorResult<Buffer, undefined>;

/** A body as it comes, no faster than it is read. Throws a Refusal when it breaks off or comes too slowly. */
async function* readUpload(request: Request): AsyncGenerator<Buffer> {
  // Destroyed, it would take the connection with it, and the answer.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  let missing = pace.bytes;
  let leftMs = pace.ms;
  for (;;) {
    const asked = performance.now();
    const next = await nextOf(chunks, leftMs);
    if (next.done) return;
    missing -= next.value.length;
    leftMs = missing > 0 ? leftMs - (performance.now() - asked) : pace.ms;
    if (missing <= 0) missing = pace.bytes;
    yield next.value;
  }
}

const nextOf = async (chunks: AsyncIterator<Buffer, undefined>, timeoutMs: number): Promise<Chunk> => {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooSlow()), timeoutMs);
  const next = chunks.next().catch((error: unknown) => {
    throw brokenOff(error);
  });
  next.catch(() => undefined); // When it took too long, nobody waits for it any more.
  try {
    return await Promise.race([next, tooLong]);
  } finally {
    clearTimeout(timer);
  }
};

const tooSlow = () =>
  new Refusal(
    'request-timeout',
    `Less than ${pace.bytes / 1024} KiB of the file arrived within ${pace.ms / 1000} seconds. Nothing was imported. ` +
      'Send it again over a faster connection',
  );

const brokenOff = (cause?: unknown) =>
  new Refusal('malformed-request', 'The file ended early. Nothing was imported. Send it again', [], { cause });

/** Reads the rest of a refused body, but not without limit: a client that continues to send loses the connection. */
const discardRest = (request: Request): void => {
  if (request.complete) return;
  request.removeAllListeners('readable');
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, lingerMs);
  request.once('close', () => clearTimeout(timer));
};

const refuseCompressed = ({ headers }: Request): void => {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new Refusal('unsupported-media-type', 'Send the file as it is, without Content-Encoding');
};

type Spooled = AsyncDisposable & { bytes: () => AsyncGenerator<Buffer> };

type TemporaryFile = Pick<FileHandle, 'writeFile' | 'read' | 'close'>;

type SpoolOptions = { folder?: string; mostBytes?: number; openFile?: (folder: string) => Promise<TemporaryFile> };

/** Limits the bytes of a file. At 60 bytes a row it has about 17 million rows. */
const mostBytes = 1024 ** 3;

/**
 * Writes a body to a temporary file, so that only a whole one is imported. The file has no name and is encrypted with
 * a key that only this process has, so that its numbers are unreadable after a crash.
 */
export const spool = async (
  chunks: AsyncIterable<Buffer>,
  { folder = tmpdir(), mostBytes: most = mostBytes, openFile = openUnlinked }: SpoolOptions = {},
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
