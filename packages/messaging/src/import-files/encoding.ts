import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import { Refusal } from '../errors.ts';
import { bestCodePage } from './code-pages.ts';
import type { Encoding } from './file-kind.ts';
import { refuseBinary, utf16In } from './signatures.ts';

/** A file counts as text if its first bytes, as many as this, look like text. */
const headBytes = 1024;

/** The code page is chosen by this many bytes after the first letter beyond ASCII, or fewer if the file ends before. */
const sampleBytes = 64 * 1024;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Returns a file's bytes as UTF-8, without its byte order mark. If no encoding is declared, it is detected from the first
 * letters beyond ASCII, wherever they are in the file. Invalid bytes become U+FFFD, so that their row is rejected. Throws a
 * Refusal if the file is not text, or if its encoding is unknown.
 */
export async function* toUtf8(
  bytes: AsyncIterable<Uint8Array>,
  declared?: Encoding,
  note: (facts: { encoding: Encoding }) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const decoderFor = (encoding: Encoding) => {
    note({ encoding });
    return decoderOf(encoding);
  };
  let decode = declared && decoderFor(declared);
  let undecided: Buffer[] = [];
  let size = 0;
  let line = 1;
  let isFirst = true;
  for await (let chunk of withHead(bytes)) {
    if (isFirst) {
      const wide = utf16In(chunk);
      if (wide) decode = decoderFor(wide);
      else refuseBinary(chunk);
      if (chunk.indexOf(byteOrderMark) === 0) {
        decode = decoderFor('utf-8');
        chunk = chunk.subarray(byteOrderMark.length);
      }
      isFirst = false;
    }
    if (!decode && (undecided.length || !isAscii(chunk))) {
      undecided.push(chunk);
      size += chunk.length;
      if (size < sampleBytes) continue;
      chunk = Buffer.concat(undecided);
      undecided = [];
      decode = decoderFor(encodingOf(chunk, false, line));
    }
    if (!decode) line += linesIn(chunk);
    yield decode ? decode(chunk) : chunk;
  }
  if (!undecided.length) return;
  const rest = Buffer.concat(undecided);
  yield decoderFor(encodingOf(rest, true, line))(rest);
}

/** Passes UTF-8 on unchanged, because the reader of rows decodes it anyway. */
const decoderOf = (encoding: Encoding): ((chunk: Buffer) => Buffer) => {
  if (encoding === 'utf-8') return (chunk) => chunk;
  const decoder = iconv.getDecoder(encoding);
  return (chunk) => Buffer.from(decoder.write(chunk).replace('\uFEFF', ''));
};

/** Returns the same bytes, and makes the first piece long enough to be checked. */
async function* withHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const piece of bytes) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (!head) yield chunk;
    else {
      head = Buffer.concat([head, chunk]);
      if (head.length < headBytes) continue;
      yield head;
      head = undefined;
    }
  }
  if (head) yield head;
}

/** Returns UTF-8 if most letters beyond ASCII are valid in it. Otherwise returns the code page whose letters form words. */
const encodingOf = (bytes: Buffer, isLast: boolean, line: number): Encoding => {
  const text = isLast ? bytes.toString('utf8') : new StringDecoder('utf8').write(bytes);
  const beyond = text.match(/[^\0-\x7f]/g) ?? [];
  const lost = beyond.filter((letter) => letter === '\uFFFD').length;
  if (lost <= beyond.length / 2) return 'utf-8';
  const best = bestCodePage(bytes);
  if (best) return best;
  const at =
    line +
    linesIn(
      bytes.subarray(
        0,
        bytes.findIndex((byte) => byte > 0x7f),
      ),
    );
  throw unknownEncoding(at);
};

const linesIn = (bytes: Uint8Array): number => {
  let feeds = 0;
  let returns = 0;
  for (const byte of bytes) {
    if (byte === 0x0a) feeds += 1;
    else if (byte === 0x0d) returns += 1;
  }
  return feeds || returns;
};

const unknownEncoding = (line: number) => {
  const message = 'has letters in an unknown encoding: save the file as CSV in UTF-8 and send it again';
  return new Refusal('invalid-request', `Line ${line} ${message}. Nothing was imported`, [
    { field: `line ${line}`, reason: 'encoding', message },
  ]);
};
