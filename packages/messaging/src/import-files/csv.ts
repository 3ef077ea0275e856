import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { Refusal } from '../errors.ts';
import { layoutOf, looksLikeData, type Layout, type Wanted } from './columns.ts';
import { belowHeader, isHeader, mostRowsAbove, type NoteHeader } from './find-header.ts';
import { rankOfNumber } from './header-words.ts';
import type { FileRow } from './rows.ts';

/**
 * A small piece keeps little memory in use, because a piece is parsed and held as a whole. It also delays others less:
 * a row shorter than the header takes the parser ten times as long, and may be one byte.
 */
const pieceBytes = 2 * 1024;

/** After this many blank rows other requests get their turn, because a reader of the other rows does not see these. */
const blanksAtOnce = 100;

/**
 * The rows of a CSV in UTF-8 as RFC 4180 has it, by the names in its header; blank rows are left out. Throws a Refusal of a
 * header that cannot be used and of quotes that leave it open where a row ends.
 */
export const readCsv = (
  bytes: AsyncIterable<Buffer>,
  wanted: Wanted,
  note: Note = () => undefined,
): AsyncGenerator<FileRow> => belowHeader(readRecords(bytes, wanted, note), rowOf, { wanted, note });

type Note = (facts: { delimiter: string } | Parameters<NoteHeader>[0]) => void;
type CsvRow = { line: number; names: string[]; record: string[] };

async function* readRecords(bytes: AsyncIterable<Buffer>, wanted: Wanted, note: Note): AsyncGenerator<CsvRow> {
  const rest = boundLines(bytes);
  const { head, delimiter, isNamed } = await openCsv(rest, wanted);
  note({ delimiter });
  const parser = parserOf(delimiter);
  const fed = pipeline(Readable.from(resume(head, rest)), parser);
  fed.catch(() => undefined); // The parser hands it on.
  let nextLine = isNamed ? 2 : 1;
  let blanks = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const line = nextLine;
      nextLine += 1 + lineBreaksIn(record);
      if (record.some((cell) => cell !== '')) yield { line, names: withoutTail(record), record };
      else if ((blanks += 1) % blanksAtOnce === 0) await nextTurn();
    }
  } catch (error) {
    throw asRefusal(error, nextLine);
  }
}

type Opened = { head: Buffer; delimiter: Delimiter; isNamed: boolean };

/** Reads until the delimiter is known. A line like `sep=;` names it. */
const openCsv = async (bytes: AsyncIterator<Buffer>, wanted: Wanted): Promise<Opened> => {
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await bytes.next();
    if (!done) head = Buffer.concat([head, value]);
    const isLast = done === true || head.length > longestLine;
    const text = head.toString('utf8', 0, longestLine);
    const named = namedDelimiter(text, isLast);
    if (named) return { head: head.subarray(named.length), delimiter: named.delimiter, isNamed: true };
    const delimiter = named === false ? findDelimiter(text, isLast, wanted) : undefined;
    if (delimiter) return { head, delimiter, isNamed: false };
  }
};

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* inPieces(head);
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield* inPieces(next.value);
}

const parserOf = (delimiter: Delimiter) =>
  parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: longestLine,
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  });

const malformed = (reason: string, detail: string, message: string) =>
  new Refusal('invalid-request', `${detail} ${message}; nothing was imported`, [
    { field: detail.toLowerCase(), reason, message },
  ]);

const unclosed = 'a field in quotes begins that does not end: double a quote that is part of the text';
const untidy = 'has text after a closing quote: double a quote that is part of the text';

/** `line`: of the last rows that were seen; some are lost when the parser stumbles. */
const asRefusal = (error: unknown, line: number): unknown => {
  if (!(error instanceof CsvError)) return error;
  const at = Number(error['lines']);
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED')
    return malformed('unclosed_quote', `Between line ${line} and line ${at}`, unclosed);
  return malformed('malformed_quotes', `Line ${at}`, untidy);
};

const breaksIn = (cell: string): number => (/[\r\n]/.test(cell) ? cell.split(/\r\n|\n|\r/).length - 1 : 0);

const lineBreaksIn = (cells: readonly string[]): number => cells.reduce((sum, cell) => sum + breaksIn(cell), 0);

const withoutTail = (names: string[]) => names.slice(0, names.findLastIndex((name) => name !== '') + 1);

const rowOf = (layout: Layout, { line, record }: CsvRow): FileRow => ({
  line,
  layout,
  // The parser leaves alone what is in quotes.
  cells: record.map((cell) => cell.trim()),
  ...(record.slice(layout.names.length).some((cell) => cell !== '') && {
    issues: [{ field: '', reason: 'too_many_columns' }],
  }),
});

/** It is in bytes. A row with the longest possible variables needs a fraction of it. */
export const longestLine = 64 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const lineTooLong = (line: number): Refusal =>
  new Refusal('payload-too-large', `Line ${line} is longer than 64 KiB; nothing was imported`, [
    { field: `line ${line}`, reason: 'line_too_long', message: 'has more than 65536 bytes' },
  ]);

/** Yields the same bytes. Throws a Refusal at a line that is too long, before more of it is kept than one piece. */
export async function* boundLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let line = 1;
  let length = 0;
  let before = 0;
  for await (const chunk of bytes) {
    for (const byte of chunk) {
      const isEnd = byte === lineFeed || byte === carriageReturn;
      if (!isEnd) length += 1;
      else {
        if (byte === carriageReturn || before !== carriageReturn) line += 1;
        length = 0;
      }
      if (length > longestLine) throw lineTooLong(line);
      before = byte;
    }
    yield chunk;
  }
}

const candidates = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof candidates)[number];

/**
 * Returns the delimiter that a first line like `sep=;` names, like Excel does, with the length of that line. Returns
 * `false` if there is none, and `undefined` while too little of the file is known.
 */
const namedDelimiter = (text: string, isLast: boolean) => {
  const [line, delimiter] = /^"?sep=([,;|\t])"?(?:\r\n|\n|\r(?!$))/i.exec(text) ?? [];
  if (line !== undefined) return { delimiter: delimiter as Delimiter, length: Buffer.byteLength(line) };
  return isLast || !couldName.test(text) ? false : undefined;
};

const couldName = /^"?(?:s|se|sep|sep=.?.?.?)?\r?$/i;

/**
 * Returns the delimiter of a CSV: the one with which the header has a column for the number. Without a header it is the most
 * frequent one of the first line, outside of quotes. Returns `undefined` if the text ends before the header and more is to
 * come.
 */
const findDelimiter = (text: string, isLast: boolean, wanted: Wanted): Delimiter | undefined => {
  let first: Delimiter | undefined;
  let count = 0;
  for (const line of linesIn(text, isLast)) {
    const [best] = candidates
      .map((delimiter) => ({ delimiter, ...judge(line, delimiter, wanted) }))
      .toSorted((a, b) => a.rank - b.rank || b.columns - a.columns);
    first ??= best?.delimiter;
    if (best?.isHeader) return best.delimiter;
    if (best?.isData || count === mostRowsAbove) return first;
    count += 1;
  }
  return isLast ? (first ?? ',') : undefined;
};

/** Returns the rank of the number's column, without a candidate in its name; the fewer, the surer. */
const judge = (line: string, delimiter: Delimiter, wanted: Wanted) => {
  const names = namesBy(line, delimiter);
  const { numbers } = layoutOf(names, { variables: [], mapping: wanted.mapping ?? {} });
  const ranks = numbers
    .map((at) => names[at] ?? '')
    .map((name) => (/[;|\t]/.test(name) ? Infinity : (rankOfNumber(name) ?? 9)));
  const rank = Math.min(Infinity, ...ranks);
  return {
    rank,
    columns: names.length,
    isHeader: rank < Infinity && isHeader(names, wanted),
    isData: looksLikeData(names),
  };
};

const namesBy = (header: string, delimiter: Delimiter): string[] => {
  try {
    return parseSync(header, { delimiter, relax_quotes: true, trim: true })[0] ?? [];
  } catch {
    return [];
  }
};

const isLineEnd = (character: string) => character === '\n' || character === '\r';

/** The lines that are not blank. The last one is complete only if the text is. */
function* linesIn(text: string, isLast: boolean): Generator<string> {
  let line = '';
  let isQuoted = false;
  let before = '';
  for (const character of text) {
    // A quote begins a field, or doubles the one before. Anywhere else it is a part of the text.
    if (character === '"' && (isQuoted || /^[,;|\t"]?$/.test(before))) isQuoted = !isQuoted;
    if (character !== ' ') before = character;
    if (isQuoted || !isLineEnd(character)) line += character;
    else {
      if (!isBlank(line)) yield line;
      line = '';
      before = '';
    }
  }
  if (isLast && !isBlank(line)) yield line;
}

const isBlank = (line: string) => !/[^\s,;|"]/.test(line);
