import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import { Refusal } from '../errors.ts';
import { bestCodePage } from './code-pages.ts';
import type { Encoding } from './file-kind.ts';
import { refuseBinary, utf16In } from './signatures.ts';

/** So much of a file is looked at before it is taken for text. */
const headBytes = 1024;

/** Bytes after the first letter beyond ASCII by which a code page is chosen, unless the file ends before. */
const sampleBytes = 64 * 1024;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Gives a file's bytes as UTF-8, without its byte order mark. Unless it was declared, the encoding is found by the first
 * letters beyond ASCII, however late they come. Bytes that are no letter become U+FFFD, so that their row is rejected. Throws
 * a Refusal of what is no text, and of text in an encoding that is not known.
 */
export async function* toUtf8(bytes: AsyncIterable<Uint8Array>, declared?: Encoding): AsyncGenerator<Buffer> {
  let decode = declared && decoderOf(declared);
  let undecided: Buffer[] = [];
  let size = 0;
  let line = 1;
  let isFirst = true;
  for await (let chunk of withHead(bytes)) {
    if (isFirst) {
      const wide = utf16In(chunk);
      if (wide) decode = decoderOf(wide);
      else refuseBinary(chunk);
      if (chunk.indexOf(byteOrderMark) === 0) {
        decode = decoderOf('utf-8');
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
      decode = decoderOf(encodingOf(chunk, false, line));
    }
    if (!decode) line += linesIn(chunk);
    yield decode ? decode(chunk) : chunk;
  }
  if (!undecided.length) return;
  const rest = Buffer.concat(undecided);
  yield decoderOf(encodingOf(rest, true, line))(rest);
}

/** Bytes of UTF-8 are left to the reader of rows, which decodes them anyway. */
const decoderOf = (encoding: Encoding): ((chunk: Buffer) => Buffer) => {
  if (encoding === 'utf-8') return (chunk) => chunk;
  const decoder = iconv.getDecoder(encoding);
  return (chunk) => Buffer.from(decoder.write(chunk).replace('\uFEFF', ''));
};

/** The same bytes, the first piece long enough to be looked at. */
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

/** UTF-8 unless most letters beyond ASCII are none of it; then the code page whose letters make words. */
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
