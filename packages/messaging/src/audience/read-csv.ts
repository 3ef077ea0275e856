import { parse, CsvError } from 'csv-parse';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../refusal.ts';
import { boundLines, longestLine } from './bound-lines.ts';
import { checkHeader } from './check-header.ts';
import { emptyFile } from './empty-file.ts';
import type { FileRow } from './file-row.ts';
import { findDelimiter, type Delimiter } from './find-delimiter.ts';
import { layoutOf, type Layout } from './layout.ts';

type Parsed = { record: string[]; info: { lines: number } };

/** Reads as far as is needed to know the delimiter. */
const openCsv = async (bytes: AsyncIterator<Buffer>): Promise<{ head: Buffer; delimiter: Delimiter }> => {
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await bytes.next();
    if (!done) head = Buffer.concat([head, value]);
    const isLast = done === true || head.length > longestLine;
    const delimiter = findDelimiter(head.toString('utf8', 0, longestLine), isLast);
    if (delimiter) return { head, delimiter };
  }
};

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

const parserOf = (delimiter: Delimiter) =>
  parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    max_record_size: longestLine,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });

const malformed = (line: number, reason: string, message: string) =>
  new Refusal('invalid-request', `Line ${line} ${message}; nothing was imported`, [
    { field: `line ${line}`, reason, message },
  ]);

const unclosed = 'begins a field in quotes that does not end: double a quote that is part of the text';
const untidy = 'has text after a closing quote: double a quote that is part of the text';

/** `line`: where the record begins in which the parser has stumbled. */
const asRefusal = (error: unknown, line: number): unknown => {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED')
    return malformed(line, 'unclosed_quote', unclosed);
  return malformed(line, 'malformed_quotes', untidy);
};

const lineBreaksIn = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);

const withoutTail = (names: string[]) => names.slice(0, names.findLastIndex((name) => name !== '') + 1);

const rowOf = (layout: Layout, cells: string[], line: number): FileRow => ({
  line,
  layout,
  // The parser leaves alone what is in quotes.
  cells: cells.map((cell) => cell.trim()),
  ...(cells.slice(layout.names.length).some((cell) => cell !== '') && {
    mistakes: [{ field: '', reason: 'too_many_columns' }],
  }),
});

/**
 * The rows of a CSV in UTF-8 as RFC 4180 has it, by the names in its first line; blank rows are left out. Throws a
 * Refusal of a header that cannot be used and of quotes that leave it open where a row ends.
 */
export async function* readCsv(bytes: AsyncIterable<Buffer>, variables: readonly string[]): AsyncGenerator<FileRow> {
  const lines = boundLines(bytes);
  const { head, delimiter } = await openCsv(lines);
  const parser = parserOf(delimiter);
  const fed = pipeline(Readable.from(resume(head, lines)), parser);
  fed.catch(() => undefined); // The parser hands it on.
  let layout: Layout | undefined;
  let lastLine = 0;
  let isEmpty = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const isShort = info.lines === lastLine + 1;
      const line = isShort ? info.lines : info.lines - lineBreaksIn(record);
      lastLine = info.lines;
      if (record.every((cell) => cell === '')) continue;
      if (layout) {
        isEmpty = false;
        yield rowOf(layout, record, line);
      } else {
        layout = layoutOf(withoutTail(record), variables);
        checkHeader(layout);
      }
    }
  } catch (error) {
    throw asRefusal(error, lastLine + 1);
  }
  if (isEmpty) throw emptyFile();
}
