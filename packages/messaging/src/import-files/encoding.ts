import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import { Refusal } from '../errors.ts';
import { refuseBinary, utf16In, type Encoding } from './file-kind.ts';

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

const codePages = ['windows-1252', 'cp850', 'macintosh'] as const;
type CodePage = (typeof codePages)[number];

/**
 * The code page by which the letters beyond ASCII make words of Portuguese, Spanish or English; `undefined` where none does.
 * Detectors that know whole languages guess wrong when a file has one such letter.
 */
export const bestCodePage = (bytes: Buffer): CodePage | undefined => {
  const [best] = codePages
    .map((codePage) => ({ codePage, score: scoreOf(iconv.decode(bytes, codePage)) }))
    .toSorted((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.codePage : undefined;
};

/** Letters and signs of Portuguese and Spanish, by how often they stand in names and texts. */
const common = new Set('áãçéíóúêâôõñÁÃÇÉÍÓÚÊÂÔÕÑ');
const rare = new Set('àüÀÜºª¿¡èëïöäÖÄ°“”‘’–—…€®©´·•ìòùîûß');

const isLetter = (character: string | undefined) => character !== undefined && /\p{L}/u.test(character);
const isUpper = (character: string | undefined) => character !== undefined && /\p{Lu}/u.test(character);
const isLower = (character: string | undefined) => character !== undefined && /\p{Ll}/u.test(character);

type Place = {
  character: string;
  before: string | undefined;
  beforeThat: string | undefined;
  after: string | undefined;
};

/** Returns the mean of all characters beyond ASCII, between -4 and 3. */
const scoreOf = (text: string): number => {
  let sum = 0;
  let count = 0;
  for (const { 0: character, index } of text.matchAll(/[^\0-\x7f]/gu)) {
    count += 1;
    const after = text[index + character.length];
    sum += scoreOfPlace({ character, before: text[index - 1], beforeThat: text[index - 2], after });
  }
  return count ? sum / count : 0;
};

const isForeign = (character: string | undefined) => isLetter(character) && !/[a-z]/i.test(character ?? '');

const scoreOfPlace = (place: Place): number => {
  const { character, before, after } = place;
  if (isForeign(before) && isForeign(after)) return -4;
  if (!common.has(character) && !rare.has(character)) return isLetter(character) && fits(place) ? -1 : -4;
  if (!isLetter(character)) return isLetter(before) && isLetter(after) ? -2 : 0.5;
  if (!fits(place)) return -2;
  const beginsSmall = isLower(character) && !isLetter(before);
  return (common.has(character) ? 3 : 1) - (beginsSmall ? 0.5 : 0);
};

/** A capital letter does not follow a small one, nor a small one two capitals; few letters come after ã, õ, ç and ñ. */
const fits = ({ character, before, beforeThat, after }: Place): boolean => {
  if (/[çñ]/i.test(character) && isLetter(after) && /[b-df-hj-np-tv-z]/i.test(after ?? '')) return false;
  if (/[ãõ]/i.test(character) && isLetter(after) && !/[aeioszm]/i.test(after ?? '')) return false;
  if (isUpper(character)) return !isLower(before) && !(isUpper(before) && isLower(after));
  return !isUpper(after) && !(isUpper(before) && isUpper(beforeThat));
};
