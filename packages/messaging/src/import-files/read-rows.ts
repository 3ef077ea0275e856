import type { Wanted } from './columns.ts';
import { longestLine, readCsv } from './csv.ts';
import { fileKindOf, isZip, type Encoding, type FileKind } from './file-kind.ts';
import { readObjects, splitArray, splitLines } from './json.ts';
import type { FileRow } from './rows.ts';

/**
 * The file may have any length. `receive` waits for all of it, so that nothing else has to wait while it arrives
 * slowly.
 */
export type Upload = { contentType: string | undefined; receive: () => Promise<AsyncIterable<Uint8Array>> };

type Received = { contentType: string | undefined; bytes: AsyncIterable<Uint8Array> };

/**
 * Holds the rules for reading cells. `takesBooleans`: JSON's true and false are answers. `sortableDates`: a workbook's
 * dates are parsed, not shown. `country`: the country whose format a workbook uses for numbers and dates.
 */
type Reading = {
  takesBooleans?: boolean;
  sortableDates?: boolean;
  country?: string;
  /** Only the beginning of a text file is read. `size`: bytes of the whole file, if only its beginning was sent. */
  part?: { mostBytes: number; size?: number | undefined };
  /** Gets what was found out about the file. */
  note?: (facts: FileFacts) => void;
};

export type FileFacts = {
  kind?: FileKind;
  encoding?: Encoding;
  delimiter?: string;
  /** The line of the header in a table. */
  headerLine?: number;
  bytes?: number;
};

/**
 * Reads the rows of a file one after the other. Its memory does not grow with the file, except for a workbook. Throws a
 * Refusal if the file does not have the type that it claims.
 */
export async function* readRows(
  { contentType, bytes }: Received,
  wanted: Wanted,
  { takesBooleans = false, sortableDates = false, country = 'BR', part, note = () => undefined }: Reading = {},
): AsyncGenerator<FileRow> {
  const { kind, encoding } = fileKindOf(contentType);
  const { isArchive, all } = await lookAhead(bytes);
  note({ kind: isArchive ? 'xlsx' : kind === 'xlsx' ? 'csv' : kind });
  if (isArchive) {
    const { readXlsx } = await import('./xlsx.ts');
    yield* readXlsx(all, wanted, { country, dates: sortableDates ? 'sortable' : 'shown' }, note);
    return;
  }
  // Few processes read files, and the tables of all encodings are large.
  const { toUtf8 } = await import('./encoding.ts');
  const text = part ? readPart(all, part, { kind, encoding, note }) : toUtf8(all, encoding, note);
  if (kind === 'csv' || kind === 'xlsx') yield* readCsv(text, wanted, note);
  else yield* readObjects(kind === 'json' ? splitArray(text) : splitLines(text), wanted, takesBooleans);
}

type File = { kind: FileKind; encoding: Encoding | undefined; note: (facts: FileFacts) => void };

/** Leaves out the last row of a file whose end is missing. A line break in quotes ends no row. */
async function* readPart(
  bytes: AsyncIterable<Uint8Array>,
  { mostBytes, size: whole = 0 }: NonNullable<Reading['part']>,
  { kind, encoding, note }: File,
): AsyncGenerator<Buffer> {
  let size = 0;
  const first = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      const taken = piece.subarray(0, mostBytes - size);
      size += taken.length;
      yield taken;
      if (size >= mostBytes) break;
    }
  };
  const { toUtf8 } = await import('./encoding.ts');
  const pieces: Buffer[] = [];
  for await (const piece of toUtf8(first(), encoding, note)) pieces.push(piece);
  const text = Buffer.concat(pieces);
  const isCut = size >= mostBytes || size < whole;
  note({ bytes: size });
  // The end of an array's elements is found by its brackets.
  yield isCut && kind !== 'json' ? text.subarray(0, endOfRows(text, kind !== 'ndjson')) : text;
}

const endOfRows = (text: Buffer, hasQuotes: boolean): number => {
  let isQuoted = false;
  let end = 0;
  for (const [at, byte] of text.entries()) {
    if (hasQuotes && byte === doubleQuote) isQuoted = !isQuoted;
    else if (!isQuoted && (byte === lineFeed || byte === carriageReturn)) end = at + 1;
  }
  // An odd quote in a text opens no field, and must not hide most of the rows.
  return text.length - end > longestLine
    ? Math.max(text.lastIndexOf(lineFeed), text.lastIndexOf(carriageReturn)) + 1
    : end;
};

const doubleQuote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

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
