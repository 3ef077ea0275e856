import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { Refusal } from '../errors.ts';

/** So much of a file is looked at before it is taken for text. */
const headBytes = 1024;

const latin1 = new TextDecoder('windows-1252');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

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

type Signature = { name: string; bytes: number[] };

const zip: Signature = { name: 'a zip archive or an .xlsx workbook', bytes: [0x50, 0x4b, 0x03, 0x04] };

const signatures: Signature[] = [
  zip,
  { ...zip, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: 'an .xls workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'compressed by gzip', bytes: [0x1f, 0x8b] },
  { name: 'a PDF', bytes: [0x25, 0x50, 0x44, 0x46] },
  { name: 'in UTF-16', bytes: [0xff, 0xfe] },
  { name: 'in UTF-16', bytes: [0xfe, 0xff] },
];

const startsWith = (head: Buffer, { bytes }: Signature) => bytes.every((byte, index) => head[index] === byte);

/** Throws for what begins like no text: a workbook, an archive, UTF-16. */
const refuseBinary = (head: Buffer): void => {
  const name = signatures.find((signature) => startsWith(head, signature))?.name;
  if (name === undefined && !head.includes(0)) return;
  throw new Refusal(
    'unsupported-media-type',
    `The file is ${name ?? 'not text'}: save the list as CSV in UTF-8 and send that`,
  );
};

export type FileKind = 'csv' | 'ndjson' | 'json';
type Encoding = 'utf-8' | 'windows-1252';

/** What a file of recipients is, by its Content-Type. Without a charset a CSV's encoding is found out from its bytes. */
export const fileKindOf = (contentType = ''): { kind: FileKind; encoding?: Encoding } => {
  const [type = '', ...parameters] = contentType.split(';');
  const kind = kinds[type.trim().toLowerCase()];
  if (!kind) throw refuse(wanted);
  const charset = charsetOf(parameters.join(';'));
  if (charset === undefined) return kind === 'csv' ? { kind } : { kind, encoding: 'utf-8' };
  const encoding = encodings[charset.toLowerCase()];
  if (!encoding || (kind !== 'csv' && encoding !== 'utf-8'))
    throw refuse(kind === 'csv' ? 'Save the file as UTF-8 or Latin-1' : 'JSON is written in UTF-8');
  return { kind, encoding };
};

const kinds: Record<string, FileKind> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/json': 'json',
};

/** Latin-1 as it is written today: the bytes that it leaves out are quotes and the euro sign. */
const encodings: Record<string, Encoding> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
};

const wanted = 'Send the file itself as the body, as text/csv, application/x-ndjson or application/json';

const refuse = (detail: string) => new Refusal('unsupported-media-type', detail);

const charsetOf = (parameters: string): string | undefined => /charset\s*=\s*"?([\w.:-]+)/i.exec(parameters)?.[1];
