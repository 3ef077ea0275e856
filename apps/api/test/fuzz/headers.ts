import fc from 'fast-check';
import { rarely } from './rarely.ts';
import type { Header } from './wrapping.ts';

const harmless: Header[] = [
  ['Idempotency-Key', 'order-1042'],
  ['Idempotency-Key', 'order-1043'],
  ['Idempotency-Key', 'k'.repeat(300)],
  ['Idempotency-Key', ''],
  ['Idempotency-Key', '\u00e9\u0080'],
  ['X-Request-Id', '+5511987654321'],
  ['X-Request-Id', 'a\u0080b'],
  ['X-Request-Id', 'x'.repeat(500)],
  ['X-Request-Id', '{"a":1}'],
  ['Accept', 'text/html;q=0.9, */*;q=x'],
  ['Accept-Encoding', 'br;q=1.0, gzip;q=0.8, *;q=0.1'],
  ['Accept-Language', 'x'.repeat(3_000)],
  ['Cookie', `a=${'b'.repeat(3_000)}`],
  ['Range', 'bytes=0-1,3-2'],
  ['If-None-Match', '*'],
  ['If-Modified-Since', 'yesterday'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-Forwarded-For', '999.999.999.999, ::1'],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-Twilio-Signature', 'bm9uc2Vuc2U='],
  ['I-Twilio-Idempotency-Token', '\u00ff'],
  ['Last-Event-ID', '9'.repeat(400)],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['Expect', '200-ok'],
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Transfer-Encoding', 'identity'],
];

/** With these no HTTP server can find the end of the request, or recognize it as one. */
const unreadable: Header[] = [
  ['X-Big', 'x'.repeat(20_000)],
  ['X-Nul', 'a\0b'],
  ['X-Line', 'a\rb'],
  ['Content-Length', '-1'],
  ['Content-Length', '1e3'],
  ['Content-Length', '99999999999999999999'],
  ['Transfer-Encoding', 'chunked, gzip'],
  ['Transfer-Encoding', 'chunked'],
  ['na me', 'x'],
  ['', 'x'],
];

const credentials = [
  'Bearer ',
  'Basic YTpi',
  'Bearer \u00ff',
  `Bearer ${'x'.repeat(9_000)}`,
  'bearer',
  'Bearer a b',
  '',
];

export type Headers = { extra: Header[]; authorization?: string; isUnreadable: boolean };

/** Headers besides those that a request needs. */
export const oddHeaders: fc.Arbitrary<Headers> = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constant<Header[]>([]), weight: 3 },
      { arbitrary: fc.array(fc.constantFrom(...harmless), { maxLength: 4 }), weight: 2 },
    ),
    rarely(fc.constantFrom(...unreadable), 30),
    rarely(fc.constantFrom(...credentials), 60),
  )
  .map(([extra, bad, authorization]) => ({
    extra: bad ? [...extra, bad] : extra,
    isUnreadable: bad !== null || extra.some(([name]) => name === 'Transfer-Encoding'),
    ...(authorization !== null && { authorization }),
  }));
