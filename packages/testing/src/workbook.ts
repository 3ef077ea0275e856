import { crc32, deflateRawSync } from 'node:zlib';

/** A zip archive of some texts, for example the parts of a workbook. `claimed`: the size that it says each has, where that is not the truth. */
export const zipOf = (parts: Record<string, string>, claimed?: number): Buffer => {
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

/** Each is the style of the same place. The last style is the built-in format of short dates. */
const formats = ['General', 'dd/mm/yyyy hh:mm', '00000\\-000', '0.00', '@'];
const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>';

export const partsOf = (sheet: string, { shared = [], book = '' }: { shared?: string[]; book?: string } = {}) => ({
  'xl/workbook.xml': `${xmlHead}<workbook xmlns:r="r">${book}<sheets><sheet name="H" r:id="rId9" state="hidden"/><sheet name="A" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xmlHead}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': `${xmlHead}<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  'xl/styles.xml': `${xmlHead}<styleSheet><numFmts>${formats
    .map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`)
    .join('')}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>${formats
    .map((_code, at) => `<xf numFmtId="${164 + at}"/>`)
    .join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`,
  'xl/sharedStrings.xml': `${xmlHead}<sst>${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
});

/** An .xlsx workbook with these rows; each cell is a text, as in a column that a spreadsheet formats as text. */
export const workbookOf = (rows: readonly (readonly string[])[]): Buffer => zipOf(partsOf(rows.map(rowOf).join('')));

const rowOf = (cells: readonly string[]): string =>
  `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;
