import { Refusal, type Upload } from '@recado/messaging';
import type { Request, Response } from 'express';
import { liftBodyDeadline } from './json-body.ts';

/** So long may nothing arrive. */
const stallMs = 60_000;

/** The rest of a refused upload is read and discarded for this long, so that the client reads the response. */
const lingerMs = 5_000;

type Chunk = IteratorResult<Buffer, undefined>;

/** Passes on a body of any length while it arrives. The rest of a refused one is discarded. */
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
  new Refusal('request-timeout', 'No part of the file arrived for 60 seconds. Nothing was imported. Send it again');

const brokenOff = (cause: unknown) =>
  new Refusal('malformed-request', 'The file ended early. Nothing was imported. Send it again', [], {
    cause,
  });

const nextOf = async (chunks: AsyncIterator<Buffer, undefined>, timeoutMs: number): Promise<Chunk> => {
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(stalled()), timeoutMs);
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
async function* readUpload(request: Request, timeoutMs = stallMs): AsyncGenerator<Buffer> {
  // Destroyed, it would take the connection with it, and the answer.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  for (let next = await nextOf(chunks, timeoutMs); !next.done; next = await nextOf(chunks, timeoutMs)) yield next.value;
}

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
