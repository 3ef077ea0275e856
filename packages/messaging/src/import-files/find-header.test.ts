import { workbookOf } from '@recado/testing/workbook';
import { describe, expect, it } from 'vitest';
import { readRows } from './read-rows.ts';

const people = ['Nome;Telefone;Cidade', 'Ana;11987654321;Recife', 'Bia;11987654322;Natal'];

const read = async (file: string | Buffer, { size = 7, mapping = {} } = {}) => {
  const bytes = (async function* () {
    const all = Buffer.from(file as string);
    for (let from = 0; from < all.length; from += size) yield all.subarray(from, from + size);
  })();
  let header = 0;
  const rows = [];
  const note = ({ headerLine = header }) => void (header = headerLine);
  const wanted = { variables: ['Nome'], mapping };
  for await (const { line, layout, cells } of readRows({ contentType: 'text/csv', bytes }, wanted, { note }))
    rows.push([line, cells[layout.numbers[0] ?? -1], cells[layout.variables[0]?.at ?? -1]]);
  return { header, rows };
};

const above: [string, string[], number?][] = [
  ['nothing', []],
  ['a title', ['Clientes novembro']],
  ['a title with a number', ['Lista 2026']],
  ['a title with a date and a time', ['Exportado em 30/11/2026 14:05:33']],
  ['a date as databases write it', ['2026-11-30 14:05']],
  ['a title that is the name of a column', ['Telefone']],
  ['a title about phones', ['Celulares dos clientes']],
  ['two titles', ['Loja Centro', 'Clientes novembro']],
  ['a title and a filter', ['Clientes', 'Período;novembro']],
  ['blank rows', ['', '', '']],
  ['rows of separators', [';;', ';;']],
  ['a title between rows of separators', [';;', 'Clientes;;', ';;']],
  ['a title in quotes', ['"Clientes; novembro"']],
  ['a title with a line break', ['"Clientes\nnovembro"'], 3],
  ['a title with line breaks and quotes', ['"Clientes ""VIP""\r\n\r\nnovembro"'], 4],
  ['a title with a quote that is none', ['TV 50" e mais']],
  ['ten titles', Array.from({ length: 10 }, (_, n) => `Linha ${n}`)],
];

describe('a header below other rows', () => {
  it.each(above)('is found below %s', async (_what, titles, line = titles.length + 1) => {
    const expected = {
      header: line,
      rows: [
        [line + 1, '11987654321', 'Ana'],
        [line + 2, '11987654322', 'Bia'],
      ],
    };
    const lines = [...titles, ...people];
    for (const size of [1, 7, 4096]) {
      expect(await read(lines.join('\n'), { size })).toEqual(expected);
      expect(await read(`\uFEFF${lines.join('\r\n')}\r\n`, { size })).toEqual(expected);
    }
    const table = [...titles, ...people.map((each) => each.replaceAll(';', '\t'))];
    expect(await read(table.join('\n'))).toEqual(expected);
    expect(await read([...titles, ...people.map((each) => each.replaceAll(';', ','))].join('\n'))).toEqual(expected);
  });

  it('is found in a workbook', async () => {
    const cells = people.map((each) => each.split(';'));
    expect(await read(workbookOf([['Clientes novembro'], ['30/11/2026 14:05'], [''], ...cells]))).toEqual({
      header: 4,
      rows: [
        [5, '11987654321', 'Ana'],
        [6, '11987654322', 'Bia'],
      ],
    });
  });

  it('is found by the columns that a mapping names', async () => {
    const file = 'Clientes, novembro\nNome;Fale\nAna;11987654321\n';
    expect(await read(file, { mapping: { Fale: 'phone' } })).toEqual({ header: 2, rows: [[3, '11987654321', 'Ana']] });
  });

  it('is the only name of a table with one column', async () => {
    expect((await read('telefone\n11987654321\n')).rows).toEqual([[2, '11987654321', undefined]]);
    expect((await read('telefone\n1\n2\n')).rows).toHaveLength(2);
    await expect(read('celular\n')).rejects.toMatchObject({ errors: [{ reason: 'empty' }] });
  });
});

describe('a file without a certain header is refused, and says what to do', () => {
  it.each([
    ['no_header', '11987654321;Ana\n11987654322;Bia\n'],
    ['no_header', '11987654321\n11987654322\n'],
    ['no_header', ['11 98765-4321', ...people].join('\n')],
    ['no_header', ['Telefone: (11) 98765-4321', ...people].join('\n')],
    ['no_phone_column', ['Clientes', '11987654321;Ana', ...people].join('\n')],
    ['no_phone_column', ['Clientes', 'telefone', '11987654321'].join('\n')],
    ['no_phone_column', ['a;b;c;d', ...people].join('\n')],
    ['no_phone_column', [...Array.from({ length: 11 }, (_, n) => `Linha ${n}`), ...people].join('\n')],
    ['no_phone_column', 'nome;cidade\nAna;Recife\n'],
  ])('%s: %j', async (reason, file) => {
    const refused = { errors: [{ reason, message: expect.stringContaining('delete them') }] };
    await expect(read(file)).rejects.toMatchObject(refused);
    await expect(
      read(
        workbookOf(
          file
            .trim()
            .split('\n')
            .map((line) => line.split(';')),
        ),
      ),
    ).rejects.toMatchObject(refused);
  });
});
