import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | undefined;

/** What a spreadsheet takes for the start of a formula, in other scripts too. */
const formula = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
/** A number of a person, masked or not, which cannot be a formula. */
const phoneNumber = /^\+[\d*]+$/;

const harmless = (text: string): string => (formula.test(text) && !phoneNumber.test(text) ? `'${text}` : text);

const cellOf = (cell: Cell): string => (typeof cell === 'string' ? harmless(cell) : String(cell ?? ''));

/** Some lines of CSV by RFC 4180, in which no spreadsheet finds anything to run. */
export const csvPage = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map(cellOf)),
    { record_delimiter: '\r\n', quote_record_delimiter: true },
  );
