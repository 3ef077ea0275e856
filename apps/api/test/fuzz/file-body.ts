import fc from 'fast-check';
import { hostileJson, hostileText } from './hostile.ts';

const number = fc.oneof(
  fc.integer({ min: 900_000_000, max: 999_999_999 }).map((rest) => `11${rest}`),
  fc.constantFrom('', 'hello', '+5511987654321', '5,51199E+12', '+55 (11) 98765-4321', '\u202A11987654321\u202C'),
);
const cell = fc.oneof(fc.constantFrom('Maria', '10%', '1042', '"', '"a"b', 'a;b', '=1+1', ' '), hostileText);
const header = fc.constantFrom(
  'phone,discount',
  'telefone;nome;desconto',
  'to\torder_id',
  'phone,phone',
  'nome',
  '"phone',
  'phone,discount,fuso',
  '',
  'to,discount,__proto__,constructor',
  `phone${',x'.repeat(40)}`,
  '\uFEFFphone,discount',
  '11987654321,Maria',
);
const delimiter = fc.constantFrom(',', ';', '\t');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n');

const csv = fc
  .tuple(header, fc.array(fc.tuple(number, fc.array(cell, { maxLength: 3 })), { maxLength: 8 }), delimiter, lineEnd)
  .map(([first, rows, comma, end]) => [first, ...rows.map(([to, cells]) => [to, ...cells].join(comma))].join(end));

const row = fc.oneof(
  fc.tuple(number, cell).map(([to, discount]) => JSON.stringify({ to, discount })),
  fc.tuple(number, cell).map(([phone, discount]) => JSON.stringify({ phone, variables: { discount, order_id: 1 } })),
  hostileJson,
);
const rows = fc.array(row, { maxLength: 8 });

const files: Record<string, fc.Arbitrary<string>> = {
  'text/csv': csv,
  'application/x-ndjson': rows.map((each) => each.join('\n')),
  'application/json': rows.map((each) => `[${each.join(',')}]`),
};

/** Generates a file of recipients, or a similar one; undefined for other content types. */
export const fileBody = (contentType: string): fc.Arbitrary<string> | undefined => files[contentType];
