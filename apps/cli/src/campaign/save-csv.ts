import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a CSV as it comes into a file, or to stdout. */
export const saveCsv = async (csv: Response['body'], path: string | undefined): Promise<void> => {
  const lines = Readable.from(csv ?? []);
  if (path === undefined) await pipeline(lines, process.stdout, { end: false });
  else await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
};
