import type { Wanted } from './columns.ts';
import { readCsv } from './csv.ts';
import { toUtf8 } from './encoding.ts';
import { fileKindOf } from './file-kind.ts';
import { readObjects, splitArray, splitLines, type CellWish } from './json.ts';
import type { FileRow } from './rows.ts';

/** A file of recipients on its way in, of any length. */
export type Upload = { contentType: string | undefined; bytes: AsyncIterable<Uint8Array> };

/**
 * The rows of a file, read as they come: what is held at a time does not grow with the file. Throws a Refusal of a file
 * that cannot be read as what it says it is.
 */
export const readRows = (
  { contentType, bytes }: Upload,
  wanted: Wanted,
  wish: CellWish = {},
): AsyncGenerator<FileRow> => {
  const { kind, encoding } = fileKindOf(contentType);
  const text = toUtf8(bytes, encoding);
  if (kind === 'csv') return readCsv(text, wanted);
  return readObjects(kind === 'json' ? splitArray(text) : splitLines(text), wanted.variables, wish);
};
