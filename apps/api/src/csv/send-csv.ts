import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const isGone = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Answers with a file of these pieces, each made when the one before it is taken. */
export const sendCsv = async (
  request: Request,
  response: Response,
  { name, pieces }: { name: string; pieces: AsyncIterable<string> },
): Promise<void> => {
  response.attachment(name).type('text/csv; charset=utf-8');
  if (request.method === 'HEAD') return void response.end();
  try {
    await pipeline(Readable.from(pieces), response);
  } catch (error) {
    // Whoever asked went away.
    if (!isGone(error)) throw error;
  }
};
