import { Refusal } from '../errors.ts';
import { headerOf, layoutOf, looksLikeData, type Layout, type Wanted } from './columns.ts';
import type { FileRow } from './rows.ts';

/** So many rows may stand above the header: a title, a date, the name of a shop. */
export const mostRowsAbove = 10;

type TableRow = { line: number; names: readonly string[] };
export type NoteHeader = (facts: { headerLine: number }) => void;

/**
 * Finds the header among the first rows of a table, none of which is blank, and yields the rows below it as `shape` makes them.
 * A row is a header if it names a column for the number. Rows above it have fewer cells, and no phone number. Without such a
 * header the first row is taken for it, or refused. Throws a Refusal if there is no row below it.
 */
export async function* belowHeader<Row extends TableRow>(
  rows: AsyncIterable<Row>,
  shape: (layout: Layout, row: Row) => FileRow,
  { wanted, note }: { wanted: Wanted; note: NoteHeader },
): AsyncGenerator<FileRow> {
  const first: Row[] = [];
  let layout: Layout | undefined;
  let isEmpty = true;
  const open = function* (at: number): Generator<FileRow> {
    const [header, ...below] = first.slice(at);
    if (!header) return;
    layout = headerOf(header.names, wanted);
    note({ headerLine: header.line });
    isEmpty = below.length === 0;
    for (const row of below) yield shape(layout, row);
  };
  for await (const row of rows) {
    if (layout) {
      isEmpty = false;
      yield shape(layout, row);
      continue;
    }
    first.push(row);
    const at = headerAmong(first, wanted);
    if (at !== undefined) yield* open(at);
  }
  if (!layout) yield* open(0);
  if (isEmpty) throw emptyFile();
}

/** The place of the header among the first rows; `undefined` while it may follow. */
const headerAmong = (rows: readonly TableRow[], wanted: Wanted): number | undefined => {
  const { names = [] } = rows.at(-1) ?? {};
  if (isHeader(names, wanted)) {
    const areTitles = rows.slice(0, -1).every((row) => filled(row.names) < filled(names));
    return areTitles ? rows.length - 1 : 0;
  }
  return looksLikeData(names) || rows.length > mostRowsAbove ? 0 : undefined;
};

/** A title may say "Celular", too. So a name alone is a header only where no other one follows. */
export const isHeader = (names: readonly string[], { mapping = {} }: Pick<Wanted, 'mapping'>): boolean =>
  filled(names) > 1 && layoutOf(names, { variables: [], mapping }).numbers.length > 0;

const filled = (names: readonly string[]): number => names.filter((name) => name !== '').length;

export const emptyFile = (): Refusal =>
  new Refusal('invalid-request', 'The file has no rows', [{ field: '', reason: 'empty', message: 'has no rows' }]);
