import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatCell } from './number-format.ts';
import { readRows } from './read-rows.ts';

/** A zip archive of some texts. `claimed`: the size that it says each has, where that is not the truth. */
const zipOf = (parts: Record<string, string>, claimed?: number): Buffer => {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(parts)) {
    const data = deflateRawSync(text);
    const name = Buffer.from(path);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(text), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(claimed ?? Buffer.byteLength(text), 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), head, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end]);
};

const formats = ['General', 'dd/mm/yyyy hh:mm', '00000\\-000', '0.00', '@'];
const xml = '<?xml version="1.0" encoding="UTF-8"?>';

const partsOf = (sheet: string, { shared = [], book = '' }: { shared?: string[]; book?: string } = {}) => ({
  'xl/workbook.xml': `${xml}<workbook xmlns:r="r">${book}<sheets><sheet name="H" r:id="rId9" state="hidden"/><sheet name="A" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xml}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `${xml}<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  'xl/styles.xml': `${xml}<styleSheet><numFmts>${formats
    .map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`)
    .join('')}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>${formats
    .map((_code, at) => `<xf numFmtId="${164 + at}"/>`)
    .join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`,
  'xl/sharedStrings.xml': `${xml}<sst>${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
});

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

describe('a number', () => {
  const shown = (raw: string, format: string, country = 'BR') =>
    formatCell(raw, format, { country, dates: 'shown', isFrom1904: false });

  it.each([
    ['5511987654321', 'General', '5511987654321'],
    ['123456789012345', 'General', '123456789012345'],
    ['1.23456789012346E14', 'General', '123456789012346'],
    ['5511987654321', '0.00E+00', '5511987654321'],
    ['5.511987654321E12', '0', '5511987654321'],
    ['0.1', 'General', '0,1'],
    ['0.30000000000000004', 'General', '0,3'],
    ['19.9', '0.00', '19,90'],
    ['1234567.891', '#,##0.00', '1.234.567,89'],
    ['-1234.5', '#,##0.00', '-1.234,50'],
    ['1234.5', '"R$" #,##0.00', 'R$ 1.234,50'],
    ['1234.5', '[$R$-416] #,##0.00', 'R$ 1.234,50'],
    ['0.15', '0%', '15%'],
    ['0.155', '0.0%', '15,5%'],
    ['42', '0000', '0042'],
    ['1310100', '00000\\-000', '01310-100'],
    ['11987654321', '\\(00\\)\\ 00000\\-0000', '(11) 98765-4321'],
    ['12345678901', '000"."000"."000\\-00', '123.456.789-01'],
    ['1.5', '0.##', '1,5'],
    ['0', '0;-0;"nada"', 'nada'],
    ['-5', '0;"menos" 0', 'menos 5'],
    ['46296', 'dd/mm/yyyy', '01/10/2026'],
    ['46296', 'd/m/yy', '1/10/26'],
    ['46296', '[$-416]d" de "mmmm" de "yyyy', '1 de outubro de 2026'],
    ['46296.4375', 'dd/mm/yyyy hh:mm:ss', '01/10/2026 10:30:00'],
    ['46296.9375', 'h:mm AM/PM', '10:30 PM'],
    ['0.4375', 'hh:mm', '10:30'],
    ['46296', 'builtin:14', '01/10/2026'],
  ])('%s as %j shows %j', (raw, format, text_) => expect(shown(raw, format)).toBe(text_));

  it('is written in the format of its country', () => {
    expect(shown('1234567.891', '#,##0.00', 'US')).toBe('1,234,567.89');
    expect(shown('46296', 'builtin:14', 'US')).toBe('10/1/2026');
    expect(shown('1234.5', '0.00', 'MX')).toBe('1234.50');
  });
});
