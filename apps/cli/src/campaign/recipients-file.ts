import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { misuse } from '../failure.ts';

/** A file of recipients, read as its bytes are wanted. What comes over stdin has no size. */
export type RecipientsFile = { contentType: string; bytes: Readable; size?: number };

const types: Record<string, string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  json: 'application/json',
};

export const fileTypes = Object.keys(types);

/** By what was said, by the file's name, or else CSV. */
export const contentTypeOf = (path: string, type = extname(path).slice(1).toLowerCase()): string =>
  types[type] ?? 'text/csv';

/** Opens a file, `-` for stdin. */
export const openRecipients = async (path: string, type?: string): Promise<RecipientsFile> => {
  const contentType = contentTypeOf(path, type);
  if (path === '-') return { contentType, bytes: process.stdin };
  const found = await stat(path).catch((cause: unknown) => {
    throw misuse(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  });
  if (!found.isFile()) throw misuse(`${path} is not a file`);
  return { contentType, bytes: createReadStream(path), size: found.size };
};
