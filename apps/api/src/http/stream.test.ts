import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvPage } from './stream.ts';

it('quotes what needs it, and ends each line', () => {
  expect(csvPage([['a,b', 'say "hi"', 'two\nlines', 7, undefined], ['x']])).toBe(
    '"a,b","say ""hi""","two\nlines",7,\r\nx\r\n',
  );
});

const read = (csv: string): string[][] => parse(csv, { relax_column_count: true });

describe('a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1+cmd', "'+1+cmd"],
    ['-2', "'-2"],
    ['@sum', "'@sum"],
    ['＝1', "'＝1"],
    ['  =1', "  '=1"],
    ['\t=1', "'\t'=1"],
    ['"=1', '"\'=1'],
    ['a;=1', "a;'=1"],
    ['a\n@x', "a\n'@x"],
    ['a\r\n =1', "a\r\n '=1"],
    ['\ta', "'\ta"],
  ])('%j becomes the text %j', (cell, text) => expect(read(csvPage([[cell]]))).toEqual([[text]]));

  it.each(['a=1', 'a - b', 'mail@example.com', '1042', '+5511987654321', '+55119****4321'])('is not %j', (cell) => {
    expect(csvPage([[cell]])).toBe(`${cell}\r\n`);
  });

  const hostile = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    '\t',
    '\r',
    '\n',
    ' ',
    '"',
    "'",
    ';',
    ',',
    '|',
    'a',
  );
  const rows = fc.array(fc.array(fc.string({ unit: hostile, maxLength: 8 }), { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  });

  it('begins no cell, whichever sign a spreadsheet parts them by, and nothing else of the text is changed', () => {
    fc.assert(
      fc.property(rows, (cells) => {
        const csv = csvPage(cells);
        const back = read(csv);
        for (const cell of [...back.flat(), ...csv.split(/[;|\t\r\n]/)])
          expect(cell).not.toMatch(/^[\s"']*(?<!')[=+\-@＝＋－＠]/);
        const bare = (table: string[][]) => table.map((row) => row.map((cell) => cell.replaceAll("'", '')));
        expect(bare(back)).toEqual(bare(cells));
      }),
      { numRuns: 1000 },
    );
  });
});
