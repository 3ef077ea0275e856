import type { SaxesParser, SaxesTagPlain } from 'saxes';
import { Refusal } from '../errors.ts';
import { headerOf, type Layout, type Wanted } from './columns.ts';
import { emptyFile, longestLine } from './csv.ts';
import { formatCell, type Shown } from './number-format.ts';
import type { FileRow } from './rows.ts';
import { localName, openWorkbook, parsePieces, type Workbook } from './workbook.ts';

/**
 * The rows of the first sheet of an .xlsx workbook, with numbers and dates as its cells show them. The sheet is unzipped as
 * its rows are taken. Throws a Refusal like that of a CSV.
 */
export async function* readXlsx(
  bytes: AsyncIterable<Uint8Array>,
  wanted: Wanted,
  shown: Shown,
): AsyncGenerator<FileRow> {
  const book = await openWorkbook(bytes);
  let layout: Layout | undefined;
  let isEmpty = true;
  for await (const { line, cells } of readSheet(book, shown)) {
    if (cells.every((cell) => cell === '')) continue;
    if (!layout) {
      layout = headerOf(cells, wanted);
      continue;
    }
    isEmpty = false;
    const isTooWide = cells.slice(layout.names.length).some((cell) => cell !== '');
    yield { line, layout, cells, ...(isTooWide && { issues: [{ field: '', reason: 'too_many_columns' }] }) };
  }
  if (isEmpty) throw emptyFile();
}

type SheetRow = { line: number; cells: string[] };

async function* readSheet(book: Workbook, shown: Shown): AsyncGenerator<SheetRow> {
  const reader = makeSheetReader(book, shown);
  const pieces = parsePieces(await book.openSheet(), reader.listen);
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield* reader.rows.splice(0);
  yield* reader.rows.splice(0);
}

const mostColumns = 16_384;

/** `BC12` is in column 54, from 0. */
const columnOf = (reference: string): number => {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return Math.min(column, mostColumns) - 1;
};

const makeSheetReader = (book: Workbook, shown: Shown) => {
  const rows: SheetRow[] = [];
  let row: SheetRow = { line: 0, cells: [] };
  let length = 0;
  let cell = { column: -1, type: 'n', style: 0, text: '' };
  let isText = false;
  let isHint = false;

  const endCell = () => {
    const text = withCharacters(valueOf(book, cell, shown)).trim();
    length += text.length;
    if (length > longestLine) throw rowTooLong(row.line);
    while (row.cells.length < cell.column) row.cells.push('');
    row.cells[cell.column] = text;
  };
  const open = ({ name, attributes }: SaxesTagPlain) => {
    const local = localName(name);
    if (local === 'row') {
      row = { line: Number(attributes['r'] ?? row.line + 1), cells: [] };
      length = 0;
      cell = { ...cell, column: -1 };
    } else if (local === 'c') {
      const reference = attributes['r'];
      const column = reference === undefined ? cell.column + 1 : columnOf(reference);
      cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), text: '' };
    } else if (local === 'rPh') isHint = true;
    isText = (local === 'v' || local === 't') && !isHint;
  };
  const close = ({ name }: SaxesTagPlain) => {
    const local = localName(name);
    isText = false;
    if (local === 'rPh') isHint = false;
    else if (local === 'c' && cell.column >= 0) endCell();
    else if (local === 'row') rows.push(row);
  };
  return {
    rows,
    listen: (parser: SaxesParser) => {
      parser.on('opentag', open);
      parser.on('closetag', close);
      parser.on('text', (piece) => {
        if (isText) cell.text += piece;
      });
    },
  };
};

type Cell = { type: string; style: number; text: string };

const valueOf = ({ shared, formats, isFrom1904 }: Workbook, { type, style, text }: Cell, shown: Shown): string => {
  if (type === 's') return shared[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type !== 'n' || !text) return text;
  return formatCell(text, formats[style] ?? 'builtin:0', { ...shown, isFrom1904 });
};

/** `_x000D_` is how a workbook writes a character that XML cannot hold. */
const withCharacters = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

const rowTooLong = (line: number): Refusal =>
  new Refusal('payload-too-large', `Line ${line} is longer than 64 KiB; nothing was imported`, [
    { field: `line ${line}`, reason: 'line_too_long', message: 'has more than 65536 characters' },
  ]);
