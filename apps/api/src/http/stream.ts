import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';

/** Writes an answer piece by piece: the next is made when the one before it was taken. To HEAD it writes none. */
export const sendPages = async (response: Response, pages: AsyncIterable<string>): Promise<void> => {
  if (response.req.method === 'HEAD') return void response.end();
  try {
    await pipeline(Readable.from(pages), response);
  } catch (error) {
    // The caller closed the connection.
    if (!isGone(error)) throw error;
  }
};

const isGone = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

export type Cell = string | number | undefined;

/**
 * Matches where a spreadsheet may find a formula, also in full-width letters: at the start, after spaces or quotes. It
 * also matches behind the separators that spreadsheets of other countries use.
 */
const formula = /(?<=^|[;|\t\r\n])((?:[^\S\t\r\n]|["'])*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;
/** Some drop these at the start, others begin a cell with them. */
const blankStart = /^(?=[\t\r\n])/;
/** A number of a person, masked or not, which cannot be a formula. */
const phoneNumber = /^\+[\d*]+$/;

/** Some lines of CSV by RFC 4180, in which no spreadsheet finds anything to run. */
export const csvPage = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map(cellOf)),
    { record_delimiter: '\r\n', quote_record_delimiter: true },
  );

/** The beginning of a file: without a byte order mark, a spreadsheet reads UTF-8 as Latin-1. */
export const csvFile = (rows: readonly (readonly Cell[])[]): string => `\uFEFF${csvPage(rows)}`;

const harmless = (text: string): string =>
  phoneNumber.test(text) ? text : text.replace(formula, "$1'").replace(blankStart, "'");

const cellOf = (cell: Cell): string => (typeof cell === 'string' ? harmless(cell) : String(cell ?? ''));

/** Answers with a file of these pieces, each made when the one before it is taken. */
export const sendCsv = async (
  response: Response,
  { name, pieces }: { name: string; pieces: AsyncIterable<string> },
): Promise<void> => {
  response.attachment(name).type('text/csv; charset=utf-8');
  await sendPages(response, pieces);
};
