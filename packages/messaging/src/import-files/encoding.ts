import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { Encoding } from '../audience/file-kind.ts';
import { refuseBinary } from '../audience/refuse-binary.ts';

/** So much of a file is looked at before it is taken for text. */
const headBytes = 1024;

const latin1 = new TextDecoder('windows-1252');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

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

/**
 * What the first letters beyond ASCII are written in: read as UTF-8, those of Latin-1 come out as U+FFFD. `undefined`
 * while there is at most the beginning of one.
 */
const encodingOf = (bytes: Buffer, isLast: boolean): Encoding | undefined => {
  const text = isLast ? bytes.toString('utf8') : new StringDecoder('utf8').write(bytes);
  const beyond = text.match(/[^\0-\x7f]/g) ?? [];
  if (!beyond.length) return undefined;
  const lost = beyond.filter((letter) => letter === '\uFFFD').length;
  return lost > beyond.length / 2 ? 'windows-1252' : 'utf-8';
};

/**
 * Gives a file's bytes as UTF-8, without its byte order mark. Unless it was declared, the encoding is told by the first
 * letters beyond ASCII, however late they come; bytes that are no UTF-8 in a file that is are left to whoever decodes
 * them. Throws a Refusal of what is no text.
 */
export async function* toUtf8(bytes: AsyncIterable<Uint8Array>, declared?: Encoding): AsyncGenerator<Buffer> {
  let encoding = declared;
  let undecided = Buffer.alloc(0);
  let isFirst = true;
  const asUtf8 = (chunk: Buffer) => (encoding === 'windows-1252' ? Buffer.from(latin1.decode(chunk)) : chunk);
  for await (let chunk of withHead(bytes)) {
    if (isFirst) refuseBinary(chunk);
    if (isFirst && chunk.indexOf(byteOrderMark) === 0) {
      encoding = 'utf-8';
      chunk = chunk.subarray(byteOrderMark.length);
    }
    isFirst = false;
    if (!encoding && (undecided.length || !isAscii(chunk))) {
      undecided = Buffer.concat([undecided, chunk]);
      encoding = encodingOf(undecided, false);
      if (!encoding) continue;
      chunk = undecided;
      undecided = Buffer.alloc(0);
    }
    yield asUtf8(chunk);
  }
  if (!undecided.length) return;
  encoding = encodingOf(undecided, true);
  yield asUtf8(undecided);
}
