import type { Response } from 'express';
import { sendPages } from '../http/stream.ts';

/** Answers with a file of these pieces, each made when the one before it is taken. */
export const sendCsv = async (
  response: Response,
  { name, pieces }: { name: string; pieces: AsyncIterable<string> },
): Promise<void> => {
  response.attachment(name).type('text/csv; charset=utf-8');
  await sendPages(response, pieces);
};
