import type { SaxesTagPlain } from 'saxes';
import { Refusal } from '../errors.ts';
import type { Layout, Wanted } from './columns.ts';
import { longestLine } from './csv.ts';
import { belowHeader, type NoteHeader } from './find-header.ts';
import { formatCell, type Shown } from './number-format.ts';
import type { FileRow, Issue } from './rows.ts';
import { isTrue, openWorkbook, type Workbook } from './workbook.ts';
import { damaged, localName, parsePieces, type Listener } from './xml.ts';

/**
 * The rows of the first sheet of an .xlsx workbook, with numbers and dates as its cells show them. The sheet is unzipped as
 * its rows are taken. Throws a Refusal like that of a CSV.
 */
export const readXlsx = (
  bytes: AsyncIterable<Uint8Array>,
  wanted: Wanted,
  shown: Shown,
  note: NoteHeader = () => undefined,
): AsyncGenerator<FileRow> => belowHeader(readSheet(bytes, shown), rowOf, { wanted, note });

const rowOf = (layout: Layout, row: SheetRow): FileRow => {
  const { line, cells } = row;
  const issues = issuesOf(layout, row);
  return { line, layout, cells, ...(issues.length && { issues }) };
};

type SheetRow = { line: number; cells: string[]; isHidden: boolean };

/** A person who filters a sheet may take its hidden rows for left out, or may not know of them. So they are told. */
const issuesOf = ({ names }: Layout, { cells, isHidden }: SheetRow): Issue[] => [
  ...(isHidden ? [{ field: '', reason: 'hidden_row' }] : []),
  ...(cells.slice(names.length).some((cell) => cell !== '') ? [{ field: '', reason: 'too_many_columns' }] : []),
];

async function* readSheet(
  bytes: AsyncIterable<Uint8Array>,
  shown: Shown,
): AsyncGenerator<SheetRow & { names: string[] }> {
  const book = await openWorkbook(bytes);
  const reader = makeSheetReader(book, shown);
  const pieces = parsePieces(await book.openSheet(), reader.listener);
  const rows = function* () {
    for (const row of reader.rows.splice(0))
      if (row.cells.some((cell) => cell !== '')) yield { ...row, names: row.cells };
  };
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield* rows();
  yield* rows();
}

const mostColumns = 16_384;
const mostRows = 1_048_576;

/** `BC12` is in column 54, from 0. */
const columnOf = (reference: string): number => {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return inSheet(column, mostColumns) - 1;
};

/** A cell outside of every sheet would be lost, or would hide others. */
const inSheet = (place: number, most: number): number => {
  if (!Number.isInteger(place) || place < 1 || place > most) throw damaged();
  return place;
};

type Cell = { column: number; type: string; style: number; text: string; isFormula: boolean; hasValue: boolean };

const cellAt = (column: number, { t: type = 'n', s: style = '0' }: Record<string, string> = {}): Cell => ({
  column,
  type,
  style: Number(style),
  text: '',
  isFormula: false,
  hasValue: false,
});

const makeSheetReader = (book: Workbook, shown: Shown) => {
  const rows: SheetRow[] = [];
  let row: SheetRow = { line: 0, cells: [], isHidden: false };
  let length = 0;
  let cell = cellAt(-1);
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
      const line = inSheet(Number(attributes['r'] ?? row.line + 1), mostRows);
      row = { line, cells: [], isHidden: isTrue(attributes['hidden']) };
      length = 0;
      cell = cellAt(-1);
    } else if (local === 'c') {
      const reference = attributes['r'];
      const column = reference === undefined ? inSheet(cell.column + 2, mostColumns) - 1 : columnOf(reference);
      cell = cellAt(column, attributes);
    } else if (local === 'rPh') isHint = true;
    else if (local === 'f') cell.isFormula = true;
    else if (local === 'v') cell.hasValue = true;
    isText = (local === 'v' || local === 't') && !isHint;
  };
  const close = ({ name }: SaxesTagPlain) => {
    const local = localName(name);
    isText = false;
    if (local === 'rPh') isHint = false;
    else if (local === 'c' && cell.column >= 0) endCell();
    else if (local === 'row') rows.push(row);
  };
  const text = (piece: string) => {
    if (isText) cell.text += piece;
  };
  return { rows, listener: { open, close, text } satisfies Listener };
};

const valueOf = (
  { shared, formats, isFrom1904 }: Workbook,
  { type, style, text, isFormula, hasValue }: Cell,
  shown: Shown,
): string => {
  // A program wrote the formula, and no spreadsheet has calculated it yet.
  if (isFormula && !hasValue) return '=';
  if (type === 's') return text ? (shared[Number(text)] ?? missingText()) : '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type !== 'n' || !text) return text;
  return formatCell(text, formats[style] ?? 'builtin:0', { ...shown, isFrom1904 });
};

const missingText = (): never => {
  throw damaged();
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
