import { Refusal, type Upload } from '@recado/messaging';
import { makeSemaphore } from '@recado/runtime';
import type { Request, Response } from 'express';
import { callerOf } from '../auth/caller.ts';
import { liftBodyDeadline } from './json-body.ts';
import { spool, type Spooled } from './spool.ts';

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
      refuseCompressed(request);
      const receive = async () => {
        const spooled: Spooled = stack.use(await spool(readUpload(request)));
        stack.defer(await enterImport());
        if (request.socket.destroyed) throw brokenOff();
        return spooled.bytes();
      };
      return await take({ contentType: request.headers['content-type'], receive });
    } catch (error) {
      discardRest(request);
      throw error;
    }
  };
};

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
