import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const rowsOf = async (text: string, size = 7) => {
  const rows = [];
  for await (const { line, cells, issues } of readCsv(inPieces(text, size), { variables: ['nome'] }))
    rows.push(issues ? { line, cells, issues } : { line, cells });
  return rows;
};

describe('a CSV', () => {
  it.each([
    ['commas', 'phone,nome\n1,Maria\n'],
    ['semicolons', 'phone;nome\n1;Maria\n'],
    ['bars', 'phone|nome\n1|Maria\n'],
    ['tabs', 'phone\tnome\n1\tMaria\n'],
    ['CRLF', 'phone,nome\r\n1,Maria\r\n'],
    ['CR alone', 'phone,nome\r1,Maria\r'],
    ['no end of its last line', 'phone,nome\n1,Maria'],
    ['quotes', '"phone","nome"\n"1","Maria"\n'],
    ['spaces around', ' phone , nome \n 1 , "Maria" \n'],
    ['a comma in a name of its header', 'telefone;nome (nome, sobrenome)\n1;Maria\n'],
    ['commas in names of its header', 'nome (a, b, c), d;telefone\n1;Maria\n'],
    ['a delimiter in the quotes of its header', '"phone";"nome, sobrenome";a\n1;Maria\n'],
  ])('is read with %s', async (_what, text) => {
    expect(await rowsOf(text)).toEqual([{ line: 2, cells: ['1', 'Maria'] }]);
  });

  it.each([
    ['sep=;\r\ntelefone;nome\r\n1;João, o tal\r\n'],
    ['"sep=;"\ntelefone;nome\n1;João, o tal\n'],
    ['SEP=|\ntelefone|nome\n1|João, o tal\n'],
    ['sep=\t\ntelefone\tnome\n1\tJoão, o tal\n'],
    ['sep=;\rtelefone;nome\r1;João, o tal\r'],
  ])('is read by the delimiter that its first line names: %j', async (text) => {
    for (const size of [1, 7, 4096])
      expect(await rowsOf(text, size)).toEqual([{ line: 3, cells: ['1', 'João, o tal'] }]);
  });

  it('has lines that are counted as an editor does, also within quotes and between rows', async () => {
    expect(await rowsOf('\nphone,nome\n1,"a\nb"\n\n;;\n2,c\r\n,\n3,"d\r\ne"\n4,f\n')).toEqual([
      { line: 3, cells: ['1', 'a\nb'] },
      { line: 6, cells: [';;'] },
      { line: 7, cells: ['2', 'c'] },
      { line: 9, cells: ['3', 'd\r\ne'] },
      { line: 11, cells: ['4', 'f'] },
    ]);
  });

  it('may have quotes within a text that is in none', async () => {
    expect(await rowsOf('phone,nome\n1,Ana "Nina" Lima\n2,"Ana ""Nina"""\n')).toEqual([
      { line: 2, cells: ['1', 'Ana "Nina" Lima'] },
      { line: 3, cells: ['2', 'Ana "Nina"'] },
    ]);
  });

  it('lets others have their turn while it reads blank rows, as a spreadsheet leaves them at its end', async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1), 0);
    const rows = await rowsOf(`phone,nome\n1,Maria\n${',\n'.repeat(100_000)}`, 200_100);
    clearInterval(others);
    expect(rows).toHaveLength(1);
    expect(turns).toBeGreaterThan(5);
  });

  it('has a row rejected that has more fields than the header names, unless they are empty', async () => {
    expect(await rowsOf('phone,nome,,\n1,a,b\n2,b,,\n')).toEqual([
      { line: 2, cells: ['1', 'a', 'b'], issues: [{ field: '', reason: 'too_many_columns' }] },
      { line: 3, cells: ['2', 'b', '', ''] },
    ]);
  });

  it.each([
    ['empty', ''],
    ['empty', '\n\n'],
    ['empty', 'phone,nome'],
    ['unclosed_quote', 'phone,nome\n1,"Maria\n2,Ana\n'],
    ['malformed_quotes', 'phone,nome\n1,"Maria" da Silva\n'],
    ['no_phone_column', 'nome\nMaria\n'],
  ])('is refused as %s: %j', async (reason, text) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ errors: [{ reason }] });
  });

  it.each([
    ['payload-too-large', `phone,nome\n1,${'x'.repeat(66_000)}\n`],
    ['payload-too-large', `phone,nome\n1${','.repeat(66_000)}\n`],
    ['invalid-request', `phone,nome\n1,"${'x\n'.repeat(40_000)}`],
  ])('is refused as %s when a row is too long: %#', async (type, text) => {
    await expect(rowsOf(text, 16_384)).rejects.toMatchObject({ type });
  });

  it('is reported with the line of the fault', async () => {
    const rows = 'a,b\n'.repeat(1000);
    await expect(rowsOf(`phone,nome\n${rows}${'x'.repeat(66_000)}\n`, 4096)).rejects.toThrow('Line 1002 ');
    await expect(rowsOf(`phone,nome\n${rows}1,"Maria" da Silva\n`, 4096)).rejects.toThrow('Line 1002 ');
  });

  it('is read as csv-parse reads it as a whole, however it is cut', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ã', '🎉', '"', ',', ';', '\n', ' '), maxLength: 6 });
    const table = fc.array(fc.tuple(fc.nat(), cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        const quoted = rows.map(([number, text]) => `${number},"${text.replaceAll('"', '""')}"`);
        const text = `phone,nome\n${quoted.join('\n')}\n`;
        const whole = parse(text).slice(1);
        const read = await rowsOf(text, size);
        expect(read.map(({ cells }) => cells)).toEqual(whole.map((cells) => cells.map((each) => each.trim())));
      }),
    );
  });
});
