import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const isGone = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Writes an answer piece by piece: the next is made when the one before it was taken. To HEAD it writes none. */
export const sendPages = async (response: Response, pages: AsyncIterable<string>): Promise<void> => {
  if (response.req.method === 'HEAD') return void response.end();
  try {
    await pipeline(Readable.from(pages), response);
  } catch (error) {
    // Whoever asked went away.
    if (!isGone(error)) throw error;
  }
};
