import { Refusal } from '../errors.ts';
import { layoutOf, usedPlaces, type Layout, type Wanted } from './columns.ts';
import { boundLines, longestLine } from './csv.ts';
import { emptyFile } from './find-header.ts';
import { readNested } from './nested-answers.ts';
import type { FileRow, Issue } from './rows.ts';

/** Objects of one file mostly have the same fields, so this many layouts are cached. */
const layoutsKept = 100;

/**
 * Rows from pieces of JSON, each of which should be an object. Throws a Refusal when there are none. `takesBooleans`: one may
 * be the value of a column that is used. Anywhere else it may be an answer.
 */
export async function* readObjects(
  pieces: AsyncIterable<Piece>,
  wanted: Pick<Wanted, 'variables' | 'mapping'>,
  takesBooleans = false,
): AsyncGenerator<FileRow> {
  const cellOf = makeCellOf(takesBooleans);
  const findLayout = makeFindLayout(wanted);
  let isEmpty = true;
  for await (const { line, text } of pieces) {
    isEmpty = false;
    const value = parsed(text);
    const fields = isObject(value) ? readNested(fieldsOf(value)) : [];
    const values = fields.map(([, each]) => each);
    const layout = findLayout(fields.map(([name]) => name));
    const issues = isObject(value)
      ? [...repeatedNames(text, value), ...issuesOf(layout, values, cellOf)]
      : [{ field: '', reason: value === undefined ? 'malformed' : 'not_an_object' }];
    yield {
      line,
      layout,
      cells: values.map((each) => (typeof each === 'boolean' ? String(each) : cellOf(each))),
      ...(issues.length && { issues }),
    };
  }
  if (isEmpty) throw emptyFile();
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{to, variables: {nome}}` and `{to, nome}` say the same. */
const fieldsOf = ({ variables, ...fields }: Record<string, unknown>): [string, unknown][] =>
  isObject(variables)
    ? [
        ...Object.entries(fields),
        ...Object.entries(variables).map(([name, value]): [string, unknown] => [`variables.${name}`, value]),
      ]
    : Object.entries({ ...fields, ...(variables !== undefined && { variables }) });

const makeCellOf =
  (takesBooleans: boolean) =>
  (value: unknown): string | undefined =>
    typeof value === 'string' || typeof value === 'number' || (takesBooleans && typeof value === 'boolean')
      ? String(value).trim()
      : undefined;
type CellOf = ReturnType<typeof makeCellOf>;

/** Variables are an object, unless the template has one of this name. */
const isTextForVariables = (layout: Layout, values: readonly unknown[]): boolean => {
  const at = layout.names.indexOf('variables');
  return at >= 0 && !usedPlaces(layout).includes(at) && values[at] !== null;
};

/** Faults that refuse a whole CSV concern only one object here, because others may have other fields. */
const issuesOf = (layout: Layout, values: readonly unknown[], cellOf: CellOf): Issue[] => {
  const { names, numbers, clashes } = layout;
  return [
    ...(numbers.length ? [] : [{ field: 'to', reason: 'required' }]),
    ...(numbers.length > 1 ? [{ field: names[numbers[1] ?? 0] ?? '', reason: 'several_phone_columns' }] : []),
    ...(isTextForVariables(layout, values) ? [{ field: 'variables', reason: 'invalid_type' }] : []),
    ...clashes.map(({ fields }) => ({ field: fields[1] ?? '', reason: 'duplicate_column' })),
    ...usedPlaces(layout)
      .filter((at) => values[at] !== null && cellOf(values[at]) === undefined)
      .map((at) => ({ field: names[at] ?? '', reason: isInexact(values[at]) ? 'inexact_number' : 'invalid_type' })),
  ];
};

/** JSON.parse keeps the last of two values under one name, even if the first is right. */
const repeatedNames = (text: string, value: object): Issue[] => {
  const names = Array.from(text.matchAll(nameOrText), ([, name, colon]) => (colon === undefined ? undefined : name));
  const written = names.filter((name) => name !== undefined);
  if (written.length === countNames(value)) return [];
  const field = written.find((name, at) => written.indexOf(name) < at) ?? '';
  return [{ field, reason: 'duplicate_column' }];
};

const nameOrText = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;

/** A row may be nested too deeply for a function that calls itself. */
const countNames = (value: object): number => {
  const rest: unknown[] = [value];
  let count = 0;
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const values: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += values.length;
    for (const each of values) if (typeof each === 'object' && each !== null) rest.push(each);
  }
  return count;
};

/** Stands for a number of which JavaScript would keep other digits than the file has. */
const inexact = Symbol('inexact');

const isInexact = (value: unknown) => value === inexact;

const mayBeInexact = /\d{16}|\d[eE]/;

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** An integer beyond 2^53 loses digits, and one written with an exponent has lost them before. */
const markInexact: Reviver = (_key, value, { source = '' }) =>
  typeof value === 'number' && (/[eE]/.test(source) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    ? inexact
    : value;

/** A file made of several may have a byte order mark in each. */
const parsed = (text: string): unknown => {
  const json = text.trim();
  try {
    return mayBeInexact.test(text)
      ? (JSON.parse(json, markInexact as (key: string, value: unknown) => unknown) as unknown)
      : (JSON.parse(json) as unknown);
  } catch {
    return undefined;
  }
};

const makeFindLayout = (wanted: Wanted) => {
  const layouts = new Map<string, Layout>();
  return (names: string[]): Layout => {
    const key = JSON.stringify(names);
    const known = layouts.get(key);
    if (known) return known;
    if (layouts.size >= layoutsKept) layouts.clear();
    const layout = layoutOf(names, wanted);
    layouts.set(key, layout);
    return layout;
  };
};

const [quote, escape, comma, openArray, openObject, closeArray, closeObject] = Buffer.from('"\\,[{]}');
const spaces = new Set(Buffer.from(' \t\r\n'));

/**
 * Yields the elements of a JSON array of any length, each as text. Throws a Refusal of another JSON, or of one cut
 * short.
 */
export async function* splitArray(bytes: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  const scan = startScan();
  let element = Buffer.alloc(0);
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const wasOutside = scan.depth === 0;
      const isEnd = scanByte(scan, chunk[at] ?? 0);
      if (wasOutside) from = at + 1;
      if (!isEnd) continue;
      scan.line += 1;
      const text = textOf(Buffer.concat([element, chunk.subarray(from, at)]), scan.line);
      element = Buffer.alloc(0);
      from = at + 1;
      // Nothing follows the last comma, or is in an empty array.
      if (text.trim() || !scan.isOver) yield { line: scan.line, text };
    }
    element = Buffer.concat([element, chunk.subarray(from)]);
    if (element.length > longestLine) throw tooLong(scan.line + 1);
  }
  if (!scan.isOver) throw cutShort(scan.line);
}

const notAnArray = () =>
  new Refusal('malformed-request', 'The JSON is no array of objects; send lines of objects as application/x-ndjson');

const cutShort = (elements: number) =>
  new Refusal('malformed-request', `The JSON ends before its array does, after ${elements} elements`);

const tooLong = (line: number) =>
  new Refusal('payload-too-large', `Element ${line} is longer than 64 KiB; nothing was imported`, [
    { field: `element ${line}`, reason: 'line_too_long', message: 'has more than 65536 bytes' },
  ]);

/** The state after some bytes of a JSON array: its depth, its element, and whether it is in a string. */
const startScan = () => ({ depth: 0, line: 0, isString: false, isEscaped: false, isOver: false });
type Scan = ReturnType<typeof startScan>;

const scanString = (scan: Scan, byte: number): void => {
  if (scan.isEscaped) scan.isEscaped = false;
  else if (byte === escape) scan.isEscaped = true;
  else if (byte === quote) scan.isString = false;
};

/** Moves on by one byte. True when an element of the array ends before it. */
const scanByte = (scan: Scan, byte: number): boolean => {
  if (scan.isString) {
    scanString(scan, byte);
    return false;
  }
  if (scan.depth === 0) {
    if (spaces.has(byte)) return false;
    if (scan.isOver || byte !== openArray) throw notAnArray();
  }
  if (byte === quote) scan.isString = true;
  else if (byte === openArray || byte === openObject) scan.depth += 1;
  else if (byte === closeArray || byte === closeObject) scan.depth -= 1;
  scan.isOver = scan.depth === 0;
  return scan.isOver || (byte === comma && scan.depth === 1);
};

const textOf = (element: Buffer, line: number): string => {
  if (element.length > longestLine) throw tooLong(line);
  return element.toString('utf8');
};

/** A piece of JSON and where it is: a line of NDJSON, or an element of an array, from 1. */
type Piece = { line: number; text: string };

const lineFeed = 0x0a;

/** The lines of a file that are not blank. Throws a Refusal of one that is too long. */
export async function* splitLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  const pieceOf = (part: Buffer): Piece => ({ line: (line += 1), text: part.toString('utf8') });
  for await (const chunk of boundLines(bytes)) {
    const all = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    let from = 0;
    for (let end = all.indexOf(lineFeed); end >= 0; end = all.indexOf(lineFeed, from)) {
      const piece = pieceOf(all.subarray(from, end));
      from = end + 1;
      if (piece.text.trim()) yield piece;
    }
    rest = all.subarray(from);
  }
  const last = pieceOf(rest);
  if (last.text.trim()) yield last;
}
