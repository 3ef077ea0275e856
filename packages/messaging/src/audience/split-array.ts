import { Refusal } from '../errors.ts';
import { longestLine } from './bound-lines.ts';
import type { Piece } from './split-lines.ts';

const [quote, escape, comma, openArray, openObject, closeArray, closeObject] = Buffer.from('"\\,[{]}');
const spaces = new Set(Buffer.from(' \t\r\n'));

const notAnArray = () =>
  new Refusal('malformed-request', 'The JSON is no array of objects; send lines of objects as application/x-ndjson');

const cutShort = (elements: number) =>
  new Refusal('malformed-request', `The JSON ends before its array does, after ${elements} elements`);

const tooLong = (line: number) =>
  new Refusal('payload-too-large', `Element ${line} is longer than 64 KiB; nothing was imported`, [
    { field: `element ${line}`, reason: 'line_too_long', message: 'has more than 65536 bytes' },
  ]);

/** Where an array of JSON stands after so many of its bytes: how deep, in which element, in a string or not. */
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

/** The elements of a JSON array of any length, each as text. Throws a Refusal of another JSON, or of one cut short. */
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
      // After the last comma, and in an empty array, there is none.
      if (text.trim() || !scan.isOver) yield { line: scan.line, text };
    }
    element = Buffer.concat([element, chunk.subarray(from)]);
    if (element.length > longestLine) throw tooLong(scan.line + 1);
  }
  if (!scan.isOver) throw cutShort(scan.line);
}
