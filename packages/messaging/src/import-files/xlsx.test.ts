import { partsOf, zipOf } from '@recado/testing/workbook';
import { describe, expect, it } from 'vitest';
import { readRows } from './read-rows.ts';

async function* inPieces(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const rowsOf = async (bytes: Buffer, { contentType = type, sortableDates = false, required = ['nome'] } = {}) => {
  const rows = [];
  const upload = { contentType, bytes: inPieces(bytes) };
  for await (const { line, cells, issues } of readRows(upload, { variables: ['nome'], required }, { sortableDates }))
    rows.push({ line, cells, ...(issues && { issues }) });
  return rows;
};

const text = (cell: string, value: string) => `<c r="${cell}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text('A1', 'Telefone')}${text('B1', 'nome')}${text('C1', 'valor')}</row>`;

describe('an .xlsx workbook', () => {
  it('is read as its cells show it: texts of all kinds, whole numbers, dates and formats', async () => {
    const shared = ['<t>João &amp; Zé</t>', '<r><t>An</t></r><r><t>a</t></r><rPh><t>x</t></rPh>', '<t>a_x000A_b</t>'];
    const sheet = `${header}
      <row r="2"><c r="A2"><v>5511987654321</v></c><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>46296.4166666667</v></c></row>
      <row r="3"><c r="A3"><v>1.1987654322E10</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="2"><v>1310100</v></c></row>
      <row r="4"/>
      <row r="7"><c r="A7" t="str"><v>11987654323</v></c><c r="C7" s="3"><v>1234.5</v></c></row>
      <row r="8"><c r="A8"><v>11987654324</v></c><c r="B8" t="e"><v>#N/A</v></c><c r="C8" t="b"><v>1</v></c></row>
      <row><c><v>11987654325</v></c><c t="s"><v>2</v></c><c s="5"><v>46296</v></c></row>`;
    expect(await rowsOf(zipOf(partsOf(sheet, { shared })))).toEqual([
      { line: 2, cells: ['5511987654321', 'João & Zé', '01/10/2026 10:00'] },
      { line: 3, cells: ['11987654322', 'Ana', '01310-100'] },
      { line: 7, cells: ['11987654323', '', '1234,50'] },
      { line: 8, cells: ['11987654324', '#N/A', 'true'] },
      { line: 9, cells: ['11987654325', 'a\nb', '01/10/2026'] },
    ]);
  });

  const number = '<c r="A2"><v>11987654321</v></c>';

  it.each([
    ['a number stored as text', text('A2', '011987654321'), ['011987654321']],
    ['a long number that is shown shortened', '<c r="A2"><v>5.51198765432E11</v></c>', ['551198765432']],
    ['a number with a fraction of nothing', '<c r="A2"><v>11987654321.0</v></c>', ['11987654321']],
    ['a date beyond the calendar', '<c r="A2" s="1"><v>5511987654321</v></c>', ['########']],
    [
      'rich text',
      `${number}<c r="B2" t="inlineStr"><is><r><t>An</t></r><r><t>a</t></r></is></c>`,
      ['11987654321', 'Ana'],
    ],
    [
      'text in CDATA',
      `${number}<c r="B2" t="inlineStr"><is><t><![CDATA[Ana & Zé]]></t></is></c>`,
      ['11987654321', 'Ana & Zé'],
    ],
    [
      'a hint of pronunciation',
      `${number}<c r="B2" t="inlineStr"><is><t>Ana</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>`,
      ['11987654321', 'Ana'],
    ],
    ['the value of a formula', `${number}<c r="B2" t="str"><f>A1</f><v>Ana</v></c>`, ['11987654321', 'Ana']],
    ['a formula whose value is empty', `${number}<c r="B2" t="str"><f>A1</f><v></v></c>`, ['11987654321', '']],
    ['a formula that was never calculated', `${number}<c r="B2"><f>A1</f></c>`, ['11987654321', '=']],
    ['a formula with an error', `${number}<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>`, ['11987654321', '#REF!']],
    ['a shared text that is none', `${number}<c r="B2" t="s"/>`, ['11987654321', '']],
    [
      'a cell of a merged one, behind its first',
      `${number}<c r="B2"/><c r="C2"><v>1</v></c>`,
      ['11987654321', '', '1'],
    ],
  ])('is read with %s', async (_what, row, expected) => {
    const [read] = await rowsOf(zipOf(partsOf(`${header}<row r="2">${row}</row>`, { shared: ['<t>wrong</t>'] })));
    expect(read?.cells).toEqual(expected);
  });

  it('has its hidden rows rejected, because they are neither shown nor left out', async () => {
    const person = (line: number, more = '') => `<row r="${line}"${more}>${text(`A${line}`, '1')}</row>`;
    const sheet = `${header}${person(2)}${person(3, ' hidden="1"')}<row r="4" hidden="1"/>${person(5, ' hidden="0"')}`;
    expect(await rowsOf(zipOf(partsOf(sheet)))).toEqual([
      { line: 2, cells: ['1'] },
      { line: 3, cells: ['1'], issues: [{ field: '', reason: 'hidden_row' }] },
      { line: 5, cells: ['1'] },
    ]);
  });

  it('may begin with rows and columns that are empty', async () => {
    const sheet = `<row r="1"><c r="A1"/></row><row r="3">${text('B3', 'Telefone')}${text('C3', 'nome')}</row><row r="4">${text('B4', '1')}</row>`;
    expect(await rowsOf(zipOf(partsOf(sheet)))).toEqual([{ line: 4, cells: ['', '1'] }]);
  });

  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="http://x/relationships/${kind}" Target="${target}"/>`;
  const relations = (...each: string[]) => `<Relationships>${each.join('')}</Relationships>`;
  const bookOf = (...sheets: string[]) => `<workbook xmlns:r="r"><sheets>${sheets.join('')}</sheets></workbook>`;

  it('gives its first sheet that is shown and has cells, of several', async () => {
    const parts = partsOf(`${header}<row r="2">${text('A2', '1')}</row>`);
    const book = bookOf(
      '<sheet name="old" r:id="r1" state="veryHidden"/>',
      '<sheet name="chart" r:id="r2"/>',
      '<sheet name="people" r:id="r3"/>',
      '<sheet name="more" r:id="r4"/>',
    );
    const rels = relations(
      relation('r4', 'worksheet', 'worksheets/sheet9.xml'),
      relation('r3', 'worksheet', '/xl/worksheets/sheet1.xml'),
      relation('r2', 'chartsheet', 'chartsheets/sheet1.xml'),
      relation('r1', 'worksheet', './worksheets/sheet8.xml'),
    );
    const several = { ...parts, 'xl/workbook.xml': book, 'xl/_rels/workbook.xml.rels': rels };
    expect(await rowsOf(zipOf(several))).toEqual([{ line: 2, cells: ['1'] }]);
  });

  it('may have its texts and styles under other names', async () => {
    const { 'xl/sharedStrings.xml': texts, ...parts } = partsOf(
      `${header}<row r="2">${number}<c r="B2" t="s"><v>0</v></c></row>`,
      { shared: ['<t>Ana</t>'] },
    );
    const rels = relations(
      relation('rId1', 'worksheet', 'Worksheets/Sheet1.xml'),
      relation('r5', 'sharedStrings', '../texts/All.xml'),
    );
    const renamed = { ...parts, 'xl/_rels/workbook.xml.rels': rels, 'texts/all.xml': texts };
    expect(await rowsOf(zipOf(renamed))).toEqual([{ line: 2, cells: ['11987654321', 'Ana'] }]);
  });

  it('gives dates that can be read on', async () => {
    const sheet = `${header}<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>46296.4166666667</v></c><c r="C2" s="5"><v>46296</v></c></row>`;
    const [row] = await rowsOf(zipOf(partsOf(sheet)), { sortableDates: true });
    expect(row?.cells).toEqual(['1', '2026-10-01 10:00:00', '2026-10-01']);
    const old = partsOf(sheet.replace('46296.', '44834.'), { book: '<workbookPr date1904="1"/>' });
    const [older] = await rowsOf(zipOf(old), { sortableDates: true });
    expect(older?.cells[1]).toBe('2026-10-01 10:00:00');
  });

  it('has the columns that a mapping names', async () => {
    const bytes = zipOf(partsOf(`${header}<row r="2">${text('A2', '1')}${text('C2', 'Ana')}</row>`));
    const mapping = { valor: 'variable:nome' };
    const rows = readRows({ contentType: type, bytes: inPieces(bytes) }, { variables: ['nome'], mapping });
    const { value } = await rows.next();
    expect(value?.layout.variables).toEqual([{ at: 2, name: 'nome' }]);
  });

  it('is recognized by its bytes under any name', async () => {
    const bytes = zipOf(partsOf(`${header}<row r="2">${text('A2', '1')}${text('B2', 'Ana')}</row>`));
    for (const contentType of ['text/csv', 'application/vnd.ms-excel', 'application/zip'])
      expect(await rowsOf(bytes, { contentType })).toEqual([{ line: 2, cells: ['1', 'Ana'] }]);
    expect(await rowsOf(Buffer.from('phone,nome\n1,Ana\n'), { contentType: 'application/vnd.ms-excel' })).toHaveLength(
      1,
    );
  });

  it('is checked as a CSV is', async () => {
    const wide = `${header}<row r="2">${text('A2', '1')}${text('B2', 'Ana')}${text('E2', 'x')}</row>`;
    expect(await rowsOf(zipOf(partsOf(wide)))).toMatchObject([{ issues: [{ reason: 'too_many_columns' }] }]);
    const refused = (sheet: string) => rowsOf(zipOf(partsOf(sheet)));
    await expect(refused(header)).rejects.toMatchObject({ errors: [{ reason: 'empty' }] });
    await expect(refused(`<row r="1">${text('A1', 'cidade')}</row>`)).rejects.toMatchObject({
      errors: [{ reason: 'no_phone_column' }],
    });
    await expect(refused(`<row r="1">${text('A1', 'phone')}</row>`)).rejects.toMatchObject({
      errors: [{ reason: 'missing_column' }],
    });
    await expect(refused(`${header}<row r="2">${text('A2', 'x'.repeat(70_000))}</row>`)).rejects.toMatchObject({
      errors: [{ reason: 'line_too_long', field: 'line 2' }],
    });
  });

  const many = 'x'.repeat(70 * 1024 * 1024);
  it.each([
    ['a zip archive', { 'list.csv': 'phone\n1\n' }, /zip archive: unpack/],
    ['an .ods spreadsheet', { 'content.xml': '<x/>' }, /\.ods/],
    ['an .xlsb workbook', { 'xl/workbook.bin': 'x' }, /\.xlsb/],
    ['a Word document', { 'word/document.xml': '<x/>' }, /Word/],
    ['a workbook without its sheet', { ...partsOf(header), 'xl/_rels/workbook.xml.rels': '<x/>' }, /damaged/],
    ['a workbook of broken XML', partsOf('<row r="1"><c></row>'), /damaged/],
    ['an entity that is not known', partsOf('<row r="1"><c t="str"><v>&lol;</v></c></row>'), /damaged/],
    ['a text that is in no list', partsOf(`${header}<row r="2"><c r="A2" t="s"><v>7</v></c></row>`), /damaged/],
    ['a row outside of every sheet', partsOf(`${header}<row r="99999999999">${text('A2', '1')}</row>`), /damaged/],
    ['a row without a number', partsOf(`${header}<row r="two">${text('A2', '1')}</row>`), /damaged/],
    ['a cell outside of every sheet', partsOf(`${header}<row r="2">${text('ZZZ2', '1')}</row>`), /damaged/],
    ['a cell in no column', partsOf(`${header}<row r="2">${text('2', '1')}</row>`), /damaged/],
  ] as [string, Record<string, string>, RegExp][])('is not %s', async (_what, parts, message) => {
    const refused = rowsOf(zipOf(parts));
    await expect(refused).rejects.toMatchObject({ type: 'unsupported-media-type' });
    await expect(rowsOf(zipOf(parts))).rejects.toThrow(message);
  });

  it('is refused when it unzips to more than it may, or than it says', async () => {
    const bomb = { ...partsOf(header), 'xl/sharedStrings.xml': `<sst><si><t>${many}</t></si></sst>` };
    await expect(rowsOf(zipOf(bomb))).rejects.toMatchObject({ type: 'payload-too-large' });
    await expect(rowsOf(zipOf(partsOf(header), 10))).rejects.toMatchObject({ type: 'unsupported-media-type' });
  });

  const huge = 'x'.repeat(3 * 1024 * 1024);
  it.each([
    ['tags in tags', '<a>'.repeat(100_000)],
    ['one text', `<row r="1"><c r="A1" t="str"><v>${huge}</v></c></row>`],
    ['one comment', `<!--${huge}-->`],
    ['one name', `<${huge}/>`],
    ['one attribute', `<row a="${huge}"/>`],
    ['attributes', `<row ${Array.from({ length: 200_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`],
  ])('is refused before %s without an end fills the memory', async (_what, sheet) => {
    await expect(rowsOf(zipOf(partsOf(sheet)))).rejects.toThrow(/damaged/);
  });

  it('is refused when it is cut short', async () => {
    const bytes = zipOf(partsOf(header));
    await expect(rowsOf(bytes.subarray(0, bytes.length - 30))).rejects.toThrow(/damaged/);
  });

  it.each([
    ['an .xls workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], /\.xls workbook/],
    ['a PDF', [...Buffer.from('%PDF-1.7 ')], /a PDF/],
  ])('is not %s', async (_what, head, message) => {
    await expect(rowsOf(Buffer.concat([Buffer.from(head), Buffer.alloc(2000)]))).rejects.toThrow(message);
  });
});
