import { Refusal, type Upload } from '@recado/messaging';
import type { Request, Response } from 'express';
import { liftBodyDeadline } from './json-body.ts';

/** So long may nothing arrive. */
const stallMs = 60_000;

/** What still comes from whoever is refused is thrown away for so long, so that they read the answer. */
const lingerMs = 5_000;

type Chunk = IteratorResult<Buffer, undefined>;

/** Hands over a body of any length while it arrives. What comes of one that is refused is thrown away. */
export const takeUpload = async <Taken>(
  request: Request,
  response: Response,
  take: (upload: Upload) => Promise<Taken>,
): Promise<Taken> => {
  liftBodyDeadline(response);
  try {
    refuseCompressed(request);
    return await take({ contentType: request.headers['content-type'], bytes: readUpload(request) });
  } catch (error) {
    discardRest(request);
    throw error;
  }
};

const stalled = () =>
  new Refusal('request-timeout', 'Nothing of the file came for 60 seconds; nothing was imported: send it again');

const brokenOff = (cause: unknown) =>
  new Refusal('malformed-request', 'The file broke off before its end; nothing was imported: send it again', [], {
    cause,
  });

const nextOf = async (chunks: AsyncIterator<Buffer, undefined>, patienceMs: number): Promise<Chunk> => {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(stalled()), patienceMs);
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

/** A body as it comes, no faster than it is read. Throws a Refusal when it breaks off or stalls. */
async function* readUpload(request: Request, patienceMs = stallMs): AsyncGenerator<Buffer> {
  // Destroyed, it would take the connection with it, and the answer.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  for (let next = await nextOf(chunks, patienceMs); !next.done; next = await nextOf(chunks, patienceMs))
    yield next.value;
}

/** For a body that is refused before its end: nobody keeps the connection who goes on sending. */
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
