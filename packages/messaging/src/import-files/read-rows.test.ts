import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readRows } from './read-rows.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const rowsOf = async (contentType: string, content: Buffer | string, size = 5) => {
  const rows = [];
  const upload = { contentType, bytes: inPieces(Buffer.from(content as string), size) };
  for await (const { line, layout, cells, issues } of readRows(upload, { variables: ['nome', 'cidade'] })) {
    const fields = layout.names.map((name, at) => [name, cells[at]] as const);
    rows.push({ line, ...Object.fromEntries(fields), ...(issues && { issues }) });
  }
  return rows;
};

const names = async (contentType: string, content: Buffer, size?: number) =>
  (await rowsOf(contentType, content, size)).map((row) => ('nome' in row ? row.nome : undefined));

describe('the letters of a CSV', () => {
  const file = (encoding: BufferEncoding, name = 'João Conceição') => Buffer.from(`phone,nome\n1,${name}\n`, encoding);

  it.each([
    ['UTF-8', 'text/csv', file('utf8')],
    ['UTF-8 with a byte order mark', 'text/csv', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file('utf8')])],
    ['Latin-1', 'text/csv', file('latin1')],
    ['declared Latin-1', 'text/csv; charset=ISO-8859-1', file('latin1')],
    ['UTF-16 with a byte order mark', 'text/csv', Buffer.concat([Buffer.from([0xff, 0xfe]), file('utf16le')])],
    ['UTF-16 without one', 'text/csv', file('utf16le')],
    [
      'UTF-16, the greater byte first',
      'text/csv',
      Buffer.concat([Buffer.from([0xfe, 0xff]), file('utf16le').swap16()]),
    ],
    ['UTF-16, the greater byte first, without a mark', 'text/csv', file('utf16le').swap16()],
    ['code page 850', 'text/csv', iconv.encode('phone,nome\r\n1,João Conceição\r\n', 'cp850')],
    ['MacRoman', 'text/csv', iconv.encode('phone,nome\r1,João Conceição\r', 'macintosh')],
    ['declared code page 850', 'text/csv; charset=cp850', iconv.encode('phone,nome\n1,João Conceição\n', 'cp850')],
    ['declared UTF-8', 'text/csv;charset="utf-8"', file('utf8')],
  ])('are read from %s', async (_what, type, bytes) => {
    for (const size of [1, 5, 4096]) expect(await names(type, bytes, size)).toEqual(['João Conceição']);
  });

  it('are detected by the first byte beyond ASCII, even if it is the last byte', async () => {
    const long = `phone,nome\n${'1,Maria\n'.repeat(20_000)}`;
    const latin = Buffer.from(`${long}2,José`, 'latin1');
    const utf8 = Buffer.from(`${long}2,José`);
    for (const bytes of [latin, utf8]) expect((await names('text/csv', bytes, 16_384)).at(-1)).toBe('José');
    for (const size of [1, 3])
      expect(await names('text/csv', Buffer.from('phone,nome\n1,José', 'latin1'), size)).toEqual(['José']);
  });

  it('know the euro sign and the quotes that Windows adds to Latin-1', async () => {
    const bytes = Buffer.concat([Buffer.from('phone,nome\n1,'), Buffer.from([0x93, 0x80, 0x94, 0xe3])]);
    expect(await names('text/csv', bytes)).toEqual(['“€”ã']);
  });

  it('are lost one by one when a file of UTF-8 has some that are none', async () => {
    const bytes = Buffer.concat([file('utf8', 'João Conceição Araújo'), Buffer.from([0x32, 0x2c, 0xe9, 0x0a])]);
    expect(await names('text/csv', bytes)).toEqual(['João Conceição Araújo', '\uFFFD']);
  });

  it.each([
    ['text/csv; charset=utf-7', 'phone\n1\n'],
    ['application/json; charset=latin1', '[]'],
    ['text/html', 'phone\n1\n'],
    ['', 'phone\n1\n'],
    ['text/csv', 'a\0b'],
    ['text/csv', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('are not looked for in %s %j', async (type, content) => {
    await expect((async () => rowsOf(type, content))()).rejects.toMatchObject({ type: 'unsupported-media-type' });
  });
});

describe('JSON', () => {
  const ndjson = 'application/x-ndjson';

  it('is lines of objects, flat or with their variables apart, and blank ones between', async () => {
    const lines = '{"to":1,"nome":"Maria"}\r\n\n{"to":"2","variables":{"nome":"Ana","age":null},"x":[]}';
    expect(await rowsOf(ndjson, lines)).toEqual([
      { line: 1, to: '1', nome: 'Maria' },
      { line: 3, to: '2', 'variables.nome': 'Ana', 'variables.age': undefined, x: undefined },
    ]);
  });

  it.each([
    ['no JSON', '{"to":', '', 'malformed'],
    ['no object', '[1]', '', 'not_an_object'],
    ['no number', '{"nome":"Maria"}', 'to', 'required'],
    ['two numbers', '{"to":"1","phone":"2"}', 'phone', 'several_phone_columns'],
    [
      'two values for one variable',
      '{"to":"1","nome":"a","variables":{"nome":"b"}}',
      'variables.nome',
      'duplicate_column',
    ],
    ['a text for all variables', '{"to":"1","variables":"Maria"}', 'variables', 'invalid_type'],
    ['a list for all variables', '{"to":"1","variables":["Maria"]}', 'variables', 'invalid_type'],
    ['an object for a variable', '{"to":"1","nome":{}}', 'nome', 'invalid_type'],
    ['an invalid number', '{"to":true}', 'to', 'invalid_type'],
    ['two values under one name', '{"to":"1","to":"2","nome":"Ana"}', 'to', 'duplicate_column'],
    ['two answers under one name', '{"to":"1","granted":false,"granted":true}', 'granted', 'duplicate_column'],
    ['two variables of one name', '{"to":"1","variables":{"nome":"A","nome" :"B"}}', 'nome', 'duplicate_column'],
    ['one name spelled in two ways', '{"to":"1","nome":"A","no\\u006de":"B"}', '', 'duplicate_column'],
  ])('has a row rejected with %s', async (_what, text, field, reason) => {
    expect(await rowsOf(ndjson, text)).toMatchObject([{ line: 1, issues: [{ field, reason }] }]);
  });

  it.each([
    '{"to":"1","nome":"a\\":\\"nome\\":"}',
    '{"to":"1","nome":"\\\\","x":[{"a":1},{"a":2}],"y":{"to":"2"}}',
    '{"to":"1","nome":"Ana","__proto__":{"to":"2"}}',
    '\ufeff{"to":"1","nome":"Ana"}',
  ])('has names that only look repeated, and marks of byte order: %j', async (text) => {
    const [row] = await rowsOf(ndjson, `{"to":"0","nome":"Eva"}\n${text}`).then((rows) => rows.slice(1));
    expect(row).toMatchObject({ line: 2, to: '1' });
    expect(row).not.toHaveProperty('issues');
  });

  it('is counted without calling itself, however deeply it is nested', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expect(await rowsOf(ndjson, `{"to":"1","nome":"Ana","x":${deep}}`)).toMatchObject([{ to: '1', nome: 'Ana' }]);
  });

  it('has no variables where they are null', async () => {
    expect(await rowsOf(ndjson, '{"to":"1","variables":null}')).toEqual([{ line: 1, to: '1' }]);
  });

  it('may have any number of unknown fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, n]));
    const rows = await rowsOf(ndjson, JSON.stringify({ ...many, to: '1', nome: 'Maria' }));
    expect(rows).toMatchObject([{ to: '1', nome: 'Maria' }]);
    expect(rows[0]).not.toHaveProperty('mistakes');
  });

  it.each([
    '3791411052119578828',
    '12345678901234567890',
    '1000000000000000000000',
    '9007199254740993',
    '1e21',
    '5.51e12',
  ])('has a row rejected with the number %s, whose digits would change', async (number) => {
    const object = `{"to":"1","nome":${number},"x":${number},"list":[${number}],"more":{"consent":${number}}}`;
    const issues = [{ field: 'nome', reason: 'inexact_number' }];
    expect(await rowsOf(ndjson, object)).toMatchObject([{ issues }]);
    expect(await rowsOf('application/json', `[${object}]`)).toMatchObject([{ issues }]);
  });

  it.each(['11987654321', '5511987654321', '9007199254740991', '19.9'])('keeps the number %s', async (number) => {
    expect(await rowsOf(ndjson, `{"to":"1","nome":${number}}`)).toEqual([{ line: 1, to: '1', nome: number }]);
  });

  it('keeps long numbers that are text', async () => {
    expect(await rowsOf(ndjson, '{"to":"1","nome":"3791411052119578828"}')).toMatchObject([
      { nome: '3791411052119578828' },
    ]);
  });

  it('takes no name for more than a name', async () => {
    const [row] = await rowsOf(ndjson, '{"to":"1","__proto__":{"nome":"x"},"nome":"Maria"}');
    expect(row).toMatchObject({ to: '1', nome: 'Maria' });
    expect(Object.hasOwn(Object.prototype, 'nome')).toBe(false);
  });

  it('is an array of any length, read as JSON.parse reads it, however it is cut', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '[', '}', ',', '🎉'), maxLength: 8 });
    const rows = fc.array(fc.record({ to: fc.constant('1'), nome: value }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 30 }), fc.constantFrom(0, 2), async (items, size, indent) => {
        const read = await rowsOf('application/json', ` ${JSON.stringify(items, undefined, indent)}\n`, size);
        expect(read).toEqual(items.map((item, n) => ({ line: n + 1, to: '1', nome: item.nome.trim() })));
      }),
    );
  });

  it('is lines, the same rows however they are cut', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '}', '🎉', '\u2028'), maxLength: 8 });
    const rows = fc.array(fc.record({ to: fc.constant('1'), nome: value }), { minLength: 1, maxLength: 6 });
    const end = fc.constantFrom('\n', '\r\n', '\n\n');
    await fc.assert(
      fc.asyncProperty(rows, end, fc.integer({ min: 1, max: 30 }), async (items, between, size) => {
        const lines = items.map((item) => JSON.stringify(item)).join(between);
        const read = await rowsOf(ndjson, lines, size);
        const apart = between === '\n\n' ? 2 : 1;
        expect(read).toEqual(items.map((item, n) => ({ line: n * apart + 1, to: '1', nome: item.nome.trim() })));
      }),
    );
  });

  it.each([
    ['malformed-request', '{"to":"1"}'],
    ['malformed-request', '[{"to":"1"}'],
    ['malformed-request', '[{"to":"1"}] x'],
    ['malformed-request', '"text"'],
    ['malformed-request', ''],
    ['invalid-request', '[]'],
    ['payload-too-large', `[{"to":"${'1'.repeat(70_000)}"}]`],
  ])('is refused as %s: %#', async (type, text) => {
    await expect(rowsOf('application/json', text, 16_384)).rejects.toMatchObject({ type });
  });

  it('has its elements checked one by one', async () => {
    expect(await rowsOf('application/json', '[1, {"to":"1"},, ["a"], {"to":}]')).toMatchObject([
      { line: 1, issues: [{ reason: 'not_an_object' }] },
      { line: 2, to: '1' },
      { line: 3, issues: [{ reason: 'malformed' }] },
      { line: 4, issues: [{ reason: 'not_an_object' }] },
      { line: 5, issues: [{ reason: 'malformed' }] },
    ]);
  });
});
