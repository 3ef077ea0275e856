import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { Refusal } from '../errors.ts';

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
  const target = await findTarget(await part('xl/_rels/workbook.xml.rels'), book.sheet);
  const styles = archive.entries.has('xl/styles.xml') ? await readFormats(await part('xl/styles.xml')) : [];
  const hasTexts = archive.entries.has('xl/sharedStrings.xml');
  return {
    formats: styles,
    isFrom1904: book.isFrom1904,
    shared: hasTexts ? await readShared(await part('xl/sharedStrings.xml', mostOfTexts)) : [],
    openSheet: () => part(target, mostOfSheet),
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

type Archive = { zip: ZipFile; entries: ReadonlyMap<string, Entry> };

const openArchive = async (bytes: Buffer): Promise<Archive> => {
  const entries = new Map<string, Entry>();
  try {
    const zip = await fromBufferPromise(bytes);
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName, entry);
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
  if (entries.has('Index/Document.iwa')) throw refuse(`The file is a Numbers spreadsheet: ${saveAs}`);
  if (entries.has('word/document.xml'))
    throw refuse('The file is a Word document: put the list into a sheet and send that');
  throw refuse('The file is a zip archive: unpack it and send the list that is in it');
};

const openPart = async ({ zip, entries }: Archive, path: string, most: number): Promise<AsyncIterable<Buffer>> => {
  const entry = entries.get(path);
  if (!entry) throw damaged();
  if (entry.uncompressedSize > most) throw tooLarge('The unzipped workbook', most);
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw damaged(error);
  }
};

/** The id of the first sheet that is shown. */
const readBook = async (xml: AsyncIterable<Buffer>) => {
  const sheets: { id: string; isShown: boolean }[] = [];
  let isFrom1904 = false;
  await parseXml(xml, (parser) =>
    parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
      if (localName(name) === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (localName(name) !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id' && key !== 'id')?.[1];
      if (id !== undefined) sheets.push({ id, isShown: (attributes['state'] ?? 'visible') === 'visible' });
    }),
  );
  const sheet = sheets.find(({ isShown }) => isShown) ?? sheets[0];
  if (!sheet) throw damaged();
  return { sheet: sheet.id, isFrom1904 };
};

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const findTarget = async (xml: AsyncIterable<Buffer>, sheet: string): Promise<string> => {
  let target: string | undefined;
  await parseXml(xml, (parser) =>
    parser.on('opentag', ({ attributes }: SaxesTagPlain) => {
      if (attributes['Id'] === sheet) target = attributes['Target'];
    }),
  );
  if (target === undefined) throw damaged();
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
};

/** Returns the format code of each style of cells. */
const readFormats = async (xml: AsyncIterable<Buffer>): Promise<string[]> => {
  const codes = new Map<string, string>();
  const formats: string[] = [];
  let isInCells = false;
  await parseXml(xml, (parser) => {
    parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
      const local = localName(name);
      if (local === 'numFmt') codes.set(attributes['numFmtId'] ?? '', attributes['formatCode'] ?? '');
      else if (local === 'cellXfs') isInCells = true;
      else if (local === 'xf' && isInCells) {
        const id = attributes['numFmtId'] ?? '0';
        formats.push(codes.get(id) ?? `builtin:${id}`);
      }
    });
    parser.on('closetag', ({ name }: SaxesTagPlain) => {
      if (localName(name) === 'cellXfs') isInCells = false;
    });
  });
  return formats;
};

/** Returns the shared texts, without hints of how to pronounce them. */
const readShared = async (xml: AsyncIterable<Buffer>): Promise<string[]> => {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let isHint = false;
  await parseXml(xml, (parser) => {
    parser.on('opentag', ({ name }: SaxesTagPlain) => {
      const local = localName(name);
      if (local === 'si') text = '';
      else if (local === 'rPh') isHint = true;
      isText = local === 't' && !isHint;
    });
    parser.on('text', (piece) => {
      if (isText) text += piece;
    });
    parser.on('closetag', ({ name }: SaxesTagPlain) => {
      const local = localName(name);
      isText = false;
      if (local === 'rPh') isHint = false;
      if (local === 'si') texts.push(text);
    });
  });
  return texts;
};

/** Parses XML piece by piece, and stops after each. Entities that a document defines for itself are not expanded. */
export async function* parsePieces(
  xml: AsyncIterable<Buffer>,
  listen: (parser: SaxesParser) => void,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ fragment: false });
  const decoder = new TextDecoder();
  let failure: unknown;
  parser.on('error', (error) => {
    failure ??= error;
  });
  listen(parser);
  try {
    for await (const piece of xml) {
      parser.write(decoder.decode(piece, { stream: true }));
      if (failure !== undefined) throw damaged(failure);
      yield;
    }
    parser.close();
  } catch (error) {
    throw error instanceof Refusal ? error : damaged(error);
  }
  if (failure !== undefined) throw damaged(failure);
}

/** Parses a whole document. */
const parseXml = async (xml: AsyncIterable<Buffer>, listen: (parser: SaxesParser) => void): Promise<void> => {
  const pieces = parsePieces(xml, listen);
  while (!(await pieces.next()).done);
};

const damaged = (cause?: unknown) =>
  new Refusal('unsupported-media-type', 'The workbook is damaged: open it, save it as .xlsx again, and send that', [], {
    cause,
  });
