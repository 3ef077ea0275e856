import { fileKindOf } from './file-kind.ts';
import type { FileRow } from './file-row.ts';
import { readCsv } from './read-csv.ts';
import { readObjects, type CellWish } from './read-objects.ts';
import { splitArray } from './split-array.ts';
import { splitLines } from './split-lines.ts';
import { toUtf8 } from './to-utf8.ts';

/** A file of recipients on its way in, of any length. */
export type Upload = { contentType: string | undefined; bytes: AsyncIterable<Uint8Array> };

/**
 * The rows of a file, read as they come: what is held at a time does not grow with the file. Throws a Refusal of a file
 * that cannot be read as what it says it is.
 */
export const readRows = (
  { contentType, bytes }: Upload,
  variables: readonly string[],
  wish: CellWish = {},
): AsyncGenerator<FileRow> => {
  const { kind, encoding } = fileKindOf(contentType);
  const text = toUtf8(bytes, encoding);
  if (kind === 'csv') return readCsv(text, variables);
  return readObjects(kind === 'json' ? splitArray(text) : splitLines(text), variables, wish);
};
