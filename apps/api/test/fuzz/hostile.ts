import fc from 'fast-check';

const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
const quoted = (text: string) => JSON.stringify(text);

const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202Efdp.exe',
  '\uFEFF',
  '\u200B',
  '\u001B[31m',
  '\uD83D',
  '\uDC00\uD83D',
  'x'.repeat(2_000),
  'é'.repeat(20_000),
  '👩‍👩‍👧'.repeat(300),
  'a\u0301'.repeat(900),
  "'; drop table messages; --",
  '../../etc/passwd',
  '%00',
  '%s%n',
  '${jndi:ldap://127.0.0.1/a}',
  '{{constructor}} {{__proto__}}',
  '=1+1|cmd',
  '<script>alert(1)</script>',
  '2026-13-45T99:99:99Z',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999999999+14:00',
  '0000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '294277-01-01T00:00:00Z',
  'P999999999999D',
  'PT1e9S',
  '١٢٣٤',
  '1e400',
  'NaN',
  '-0',
  '999999999999999999999999.99',
  '0.0000000000000000001',
  'https://127.0.0.1:1@example.com/',
  'file:///etc/passwd',
  '\\',
  '"',
];

const numbers = ['-0', '-1', '0.1', '1.5', '1e-7', '1e21', '1e308', '1e400', '-1e400', '2147483648', '-2147483649'];
const bigNumbers = ['9007199254740993', '9223372036854775808', `1${'0'.repeat(400)}`];
const shapes = ['null', 'true', 'false', '[]', '{}', '[null]', '[[]]', '{"a":{"a":{"a":{}}}}', '{"a":1,"a":2}'];
const traps = ['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{}}}', '{"toString":1,"length":-1}'];
const deep = [nested('[', ']', 3_000), nested('{"a":', '}', 3_000).replace('}', '1}'), `[${'[],'.repeat(5_000)}[]]`];

/** JSON that no field expects, as it is written. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...texts.map(quoted)), weight: 6 },
  { arbitrary: fc.constantFrom(...numbers, ...bigNumbers), weight: 3 },
  { arbitrary: fc.constantFrom(...shapes, ...traps), weight: 3 },
  { arbitrary: fc.constantFrom(...deep), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }).map(quoted), weight: 3 },
  { arbitrary: fc.json({ maxDepth: 3 }), weight: 2 },
);

/** Text for a form, a cell or a query, whose carrier encodes it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...texts, ...numbers, ...bigNumbers),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** A part of a path or a query as it stands in the request, in Latin-1: nothing encodes it. */
export const hostileTarget: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%',
    '%00',
    '%ff',
    '%zz',
    '%c0%ae%c0%ae',
    '..',
    '.',
    '%2e%2e%2f',
    '%2f',
    '',
    '%20',
    '+',
    '%F0%9F%98%80',
    '%ED%A0%80',
    '%E2%80%AE',
    '%0d%0aX:1',
    '\u0080\u00ff',
    ';',
    '#',
    '[x]',
    '{x}',
    "'",
    '"',
    '|',
    '\\',
    '^',
    '`',
    'null',
    'undefined',
    '-1',
    '1e9',
    '__proto__',
    'constructor',
    'sync',
    'retry',
    'inbound',
    'x'.repeat(9_000),
    '00000000-0000-0000-0000-000000000000',
    '%2B5511987654321',
    '+55%2011%2098765-4321',
    '11987654321',
    '0',
    '999',
  ),
  fc.stringMatching(/^[!-~\u0080-\u00ff]{0,12}$/),
  hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 6_000)),
);
