import type { Wanted } from './columns.ts';
import { readCsv } from './csv.ts';
import { toUtf8 } from './encoding.ts';
import { fileKindOf } from './file-kind.ts';
import { readObjects, splitArray, splitLines } from './json.ts';
import type { FileRow } from './rows.ts';
import { isZip } from './signatures.ts';
import { readXlsx } from './xlsx.ts';

/** A file of any length. `receive` waits for all of it, so that nothing else has to wait while it arrives slowly. */
export type Upload = { contentType: string | undefined; receive: () => Promise<AsyncIterable<Uint8Array>> };

type Received = { contentType: string | undefined; bytes: AsyncIterable<Uint8Array> };

/**
 * The rules for reading cells. `takesBooleans`: JSON's true and false are answers. `sortableDates`: a workbook's dates
 * are parsed, not shown. `country`: the country whose format a workbook uses for numbers and dates.
 */
type Reading = { takesBooleans?: boolean; sortableDates?: boolean; country?: string };

/**
 * Reads the rows of a file one after the other. Its memory does not grow with the file, except for a workbook. Throws a
 * Refusal if the file does not have the type that it claims.
 */
export async function* readRows(
  { contentType, bytes }: Received,
  wanted: Wanted,
  { takesBooleans = false, sortableDates = false, country = 'BR' }: Reading = {},
): AsyncGenerator<FileRow> {
  const { kind, encoding } = fileKindOf(contentType);
  const { isArchive, all } = await lookAhead(bytes);
  if (isArchive) yield* readXlsx(all, wanted, { country, dates: sortableDates ? 'sortable' : 'shown' });
  else if (kind === 'csv' || kind === 'xlsx') yield* readCsv(toUtf8(all, encoding), wanted);
  else {
    const text = toUtf8(all, encoding);
    yield* readObjects(kind === 'json' ? splitArray(text) : splitLines(text), wanted.variables, takesBooleans);
  }
}

/** A browser or a proxy may give a workbook any Content-Type, so its first bytes decide. */
const lookAhead = async (bytes: AsyncIterable<Uint8Array>) => {
  const pieces = bytes[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let size = 0;
  while (size < 4) {
    const next = await pieces.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* read;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  };
  return { isArchive: isZip(Buffer.concat(read)), all: all() };
};
