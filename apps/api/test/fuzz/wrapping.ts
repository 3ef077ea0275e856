import fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

export type Header = [name: string, value: string];

/** A body's bytes, and the headers that say how to read them. */
export type Wrapped = { bytes: Buffer; headers: Header[] };

const bombBytes = 20 * 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(bombBytes, 0x20));

type Wrap = (text: string, type: string) => Wrapped;

const typed = (type: string, bytes: Buffer, ...headers: Header[]): Wrapped => ({
  bytes,
  headers: [['Content-Type', type], ...headers],
});

const plain: Wrap = (text, type) => typed(type, Buffer.from(text));

const odd: Wrap[] = [
  (text, type) => typed(`${type}; charset=utf-8`, Buffer.from(text)),
  (text, type) => typed(type, gzipSync(text), ['Content-Encoding', 'gzip']),
  (text, type) => typed(type, deflateSync(text), ['Content-Encoding', 'deflate']),
  (text, type) => typed(type, brotliCompressSync(text), ['Content-Encoding', 'br']),
  (_text, type) => typed(type, bomb, ['Content-Encoding', 'gzip']),
  (text, type) => typed(type, Buffer.from(text), ['Content-Encoding', 'gzip']),
  (text, type) => typed(type, gzipSync(text).subarray(0, -9), ['Content-Encoding', 'gzip']),
  (text, type) => typed(type, Buffer.from(text), ['Content-Encoding', 'gzip, gzip, br, none']),
  (text, type) => typed(type, gzipSync(text)),
  (text, type) => typed(`${type}; charset=utf-16le`, Buffer.from(text, 'utf16le')),
  (text, type) => typed(`${type}; charset=iso-8859-1`, Buffer.from(text, 'latin1')),
  (text, type) => typed(`${type}; charset=none-such`, Buffer.from(text)),
  (text, type) => typed(type, Buffer.from(text, 'latin1')),
  (text, type) => typed(type, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])),
  (text, type) => typed(type, Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28, 0x00, 0xff])])),
  (text, type) => typed(type, Buffer.concat([Buffer.from(text), Buffer.alloc(70_000, 0x20)])),
  (_text, type) => typed(type, Buffer.alloc(0)),
  (text) => typed('text/plain', Buffer.from(text)),
  (text) => typed('application/json', Buffer.from(text)),
  (text) => typed('application/x-www-form-urlencoded', Buffer.from(text)),
  (text) => typed('multipart/form-data; boundary=x', Buffer.from(text)),
  (text) => typed('*/*;;;=', Buffer.from(text)),
  (text) => ({ bytes: Buffer.from(text), headers: [] }),
];

/** Ways to send a text as a body: mostly as one should. */
export const wrapping: fc.Arbitrary<Wrap> = fc
  .oneof({ arbitrary: fc.constant(-1), weight: 5 }, { arbitrary: fc.nat(odd.length - 1), weight: 1 })
  .map((at) => odd[at] ?? plain);
