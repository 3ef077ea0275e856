import type { z } from 'zod';
import { readAnswer, type Caller } from './http.ts';

/** A file as it is read. */
export type Upload = { contentType: string; body: ReadableStream };

/** Sends a file while it is read: of any length, in little memory. */
export const uploadTo = async <T>(
  open: Caller['open'],
  answer: z.ZodType<T>,
  path: string,
  { contentType, body }: Upload,
): Promise<T> =>
  readAnswer(answer, await open(path, { method: 'POST', headers: { 'content-type': contentType }, body }));
