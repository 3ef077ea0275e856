import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Refusal } from '../errors.ts';
import { damaged, localName, parseXml } from './xml.ts';

/** The formats of cells: one for each style, and the year from which dates count. */
export type Looks = { formats: readonly string[]; isFrom1904: boolean };

export type Workbook = Looks & {
  /** Texts that cells refer to by number. */
  shared: readonly string[];
  /** The XML of the first sheet that is shown, as it is unzipped. */
  openSheet: () => Promise<AsyncIterable<Buffer>>;
};

const mebibyte = 1024 ** 2;

/** A workbook is unzipped from its end, so all of it is in memory. */
const mostBytes = 32 * mebibyte;
/** Unzipped. A file that says less than it holds is refused by the reader of archives. */
const mostOfSheet = 512 * mebibyte;
const mostOfTexts = 64 * mebibyte;
const mostOfRest = 8 * mebibyte;
const mostEntries = 5000;

/** Opens an .xlsx workbook. Throws a Refusal of another archive, of one that is damaged, and of one too large. */
export const openWorkbook = async (bytes: AsyncIterable<Uint8Array>): Promise<Workbook> => {
  const archive = await openArchive(await readAll(bytes));
  const part = (path: string, most = mostOfRest) => openPart(archive, path, most);
  const book = await readBook(await part('xl/workbook.xml'));
  const relations = await readRelations(await part('xl/_rels/workbook.xml.rels'));
  const pathOf = (kind: string, usual: string): string | undefined =>
    relations.find((relation) => relation.kind === kind)?.path ?? (archive.entries.has(usual) ? usual : undefined);
  const styles = pathOf('styles', 'xl/styles.xml');
  const texts = pathOf('sharedStrings', 'xl/sharedstrings.xml');
  const sheet = firstSheet(book.sheets, relations);
  return {
    formats: styles === undefined ? [] : await readFormats(await part(styles)),
    isFrom1904: book.isFrom1904,
    shared: texts === undefined ? [] : await readShared(await part(texts, mostOfTexts)),
    openSheet: () => part(sheet, mostOfSheet),
  };
};

const refuse = (detail: string) => new Refusal('unsupported-media-type', detail);

const tooLarge = (what: string, most: number) =>
  new Refusal(
    'payload-too-large',
    `${what} has more than ${most / mebibyte} MiB; nothing was imported: save the sheet as CSV in UTF-8 and send that`,
  );

const readAll = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > mostBytes) throw tooLarge('The workbook', mostBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

/** The names of its parts are in lower case, because programs differ in that. */
type Archive = { zip: ZipFile; entries: ReadonlyMap<string, Entry> };

const openArchive = async (bytes: Buffer): Promise<Archive> => {
  const entries = new Map<string, Entry>();
  try {
    const zip = await fromBufferPromise(bytes);
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName.toLowerCase(), entry);
      if (entries.size > mostEntries) break;
    }
    checkKind(entries);
    return { zip, entries };
  } catch (error) {
    throw error instanceof Refusal ? error : damaged(error);
  }
};

const saveAs = 'open it, save the sheet as .xlsx or as CSV in UTF-8, and send that';

/** Other documents are archives, too. */
const checkKind = (entries: ReadonlyMap<string, Entry>): void => {
  if (entries.has('xl/workbook.xml')) return;
  if (entries.has('xl/workbook.bin')) throw refuse(`The file is an .xlsb workbook: ${saveAs}`);
  if (entries.has('content.xml')) throw refuse(`The file is an .ods spreadsheet or another OpenDocument: ${saveAs}`);
  if (entries.has('index/document.iwa')) throw refuse(`The file is a Numbers spreadsheet: ${saveAs}`);
  if (entries.has('word/document.xml'))
    throw refuse('The file is a Word document: put the list into a sheet and send that');
  throw refuse('The file is a zip archive: unpack it and send the list that is in it');
};

const openPart = async ({ zip, entries }: Archive, path: string, most: number): Promise<AsyncIterable<Buffer>> => {
  const entry = entries.get(path.toLowerCase());
  if (!entry) throw damaged();
  if (entry.uncompressedSize > most) throw tooLarge('The unzipped workbook', most);
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw damaged(error);
  }
};

type Sheet = { id: string; isShown: boolean };

const readBook = async (xml: AsyncIterable<Buffer>) => {
  const sheets: Sheet[] = [];
  let isFrom1904 = false;
  await parseXml(xml, {
    open: ({ name, attributes }) => {
      if (localName(name) === 'workbookPr') isFrom1904 = isTrue(attributes['date1904']);
      if (localName(name) !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id' && key !== 'id')?.[1];
      if (id !== undefined) sheets.push({ id, isShown: (attributes['state'] ?? 'visible') === 'visible' });
    },
  });
  return { sheets, isFrom1904 };
};

export const isTrue = (attribute: string | undefined): boolean => ['1', 'true', 'on'].includes(attribute ?? '');

type Relation = { id: string; kind: string; path: string };

/** Returns what the workbook consists of. The kind is the end of the relation's type, such as `worksheet`. */
const readRelations = async (xml: AsyncIterable<Buffer>): Promise<Relation[]> => {
  const relations: Relation[] = [];
  await parseXml(xml, {
    open: ({ name, attributes: { Id: id = '', Type: type = '', Target: target = '' } }) => {
      if (localName(name) !== 'Relationship') return;
      const path = decodeURI(new URL(target, 'file:///xl/').pathname).slice(1);
      relations.push({ id, kind: type.slice(type.lastIndexOf('/') + 1), path });
    },
  });
  return relations;
};

/** Returns the first sheet that is shown. A chart may be a sheet, too, and has no rows. */
const firstSheet = (sheets: readonly Sheet[], relations: readonly Relation[]): string => {
  const found = sheets.flatMap(({ id, isShown }) =>
    relations
      .filter((relation) => relation.id === id && ['worksheet', ''].includes(relation.kind))
      .map(({ path }) => ({ path, isShown })),
  );
  const sheet = found.find(({ isShown }) => isShown) ?? found[0];
  if (!sheet) throw damaged();
  return sheet.path;
};

/** Returns the format code of each style of cells. */
const readFormats = async (xml: AsyncIterable<Buffer>): Promise<string[]> => {
  const codes = new Map<string, string>();
  const formats: string[] = [];
  let isInCells = false;
  await parseXml(xml, {
    open: ({ name, attributes }) => {
      const local = localName(name);
      if (local === 'numFmt') codes.set(attributes['numFmtId'] ?? '', attributes['formatCode'] ?? '');
      else if (local === 'cellXfs') isInCells = true;
      else if (local === 'xf' && isInCells) {
        const id = attributes['numFmtId'] ?? '0';
        formats.push(codes.get(id) ?? `builtin:${id}`);
      }
    },
    close: ({ name }) => {
      if (localName(name) === 'cellXfs') isInCells = false;
    },
  });
  return formats;
};

/** Returns the shared texts, without hints of how to pronounce them. */
const readShared = async (xml: AsyncIterable<Buffer>): Promise<string[]> => {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let isHint = false;
  await parseXml(xml, {
    open: ({ name }) => {
      const local = localName(name);
      if (local === 'si') text = '';
      else if (local === 'rPh') isHint = true;
      isText = local === 't' && !isHint;
    },
    text: (piece) => {
      if (isText) text += piece;
    },
    close: ({ name }) => {
      const local = localName(name);
      isText = false;
      if (local === 'rPh') isHint = false;
      if (local === 'si') texts.push(text);
    },
  });
  return texts;
};
