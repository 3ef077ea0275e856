import { Refusal } from '../errors.ts';

export type FileKind = 'csv' | 'ndjson' | 'json' | 'xlsx';
export type Encoding = 'utf-8' | 'windows-1252' | 'cp850' | 'macintosh' | 'utf-16le' | 'utf-16be';

/**
 * Returns the kind of a file of recipients, by its Content-Type. Without a charset, a CSV's encoding is detected from
 * its bytes.
 */
export const fileKindOf = (contentType = ''): { kind: FileKind; encoding?: Encoding } => {
  const [type = '', ...parameters] = contentType.split(';');
  const kind = kinds[type.trim().toLowerCase()];
  if (!kind) throw refuse(wanted);
  if (kind === 'xlsx') return { kind };
  const charset = charsetOf(parameters.join(';'));
  if (charset === undefined) return kind === 'csv' ? { kind } : { kind, encoding: 'utf-8' };
  const encoding = encodings[charset.toLowerCase()];
  if (!encoding || (kind !== 'csv' && encoding !== 'utf-8'))
    throw refuse(
      kind === 'csv'
        ? 'Save the file as UTF-8, or leave the charset out: it is recognized'
        : 'JSON is written in UTF-8',
    );
  return { kind, encoding };
};

const kinds: Record<string, FileKind> = {
  'text/csv': 'csv',
  'application/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  // Read by what they hold: Windows calls a CSV a file of Excel, and the others are refused with what to do.
  'application/vnd.ms-excel': 'csv',
  'application/vnd.oasis.opendocument.spreadsheet': 'csv',
  'application/pdf': 'csv',
  'application/zip': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/json': 'json',
};

/** Latin-1 as it is written today: the bytes that it leaves out are quotes and the euro sign. */
const encodings: Record<string, Encoding> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  cp850: 'cp850',
  ibm850: 'cp850',
  macintosh: 'macintosh',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

const wanted =
  'Send the file itself as the body, as text/csv, application/x-ndjson, application/json or ' +
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet. Save a sheet of another kind as .xlsx or CSV first';

const refuse = (detail: string) => new Refusal('unsupported-media-type', detail);

const charsetOf = (parameters: string): string | undefined => /charset\s*=\s*"?([\w.:-]+)/i.exec(parameters)?.[1];

/** The kind of UTF-16 that a file is in, by its byte order mark or its zeros. */
export const utf16In = (head: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const length = Math.min(head.length, 200) & ~1;
  if (length < 8) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < length; at += 1) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = (length / 2) * 0.8;
  if (odd >= most && even === 0) return 'utf-16le';
  return even >= most && odd === 0 ? 'utf-16be' : undefined;
};

type Signature = { name: string; bytes: number[]; remedy?: string };

const saveSheet = 'open it, save the sheet as .xlsx or as CSV in UTF-8, and send that';

/** Throws for what begins like no text, and says what to do. */
export const refuseBinary = (head: Buffer): void => {
  const found = signatures.find((signature) => startsWith(head, signature));
  if (!found && !head.includes(0)) return;
  throw new Refusal(
    'unsupported-media-type',
    `The file is ${found?.name ?? 'not text'}: ${found?.remedy ?? 'save the list as .xlsx or as CSV in UTF-8 and send that'}`,
  );
};

const signatures: Signature[] = [
  {
    name: 'an .xls workbook or one that a password protects',
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    remedy: saveSheet,
  },
  { name: 'compressed by gzip', bytes: [0x1f, 0x8b], remedy: 'unpack it and send the list that is in it' },
  { name: 'a RAR archive', bytes: [0x52, 0x61, 0x72, 0x21], remedy: 'unpack it and send the list that is in it' },
  { name: 'a 7z archive', bytes: [0x37, 0x7a, 0xbc, 0xaf], remedy: 'unpack it and send the list that is in it' },
  {
    name: 'a PDF',
    bytes: [0x25, 0x50, 0x44, 0x46],
    remedy: 'export the list as .xlsx or CSV from the program that made it, and send that',
  },
];

const startsWith = (head: Buffer, { bytes }: Signature) => bytes.every((byte, index) => head[index] === byte);

/** A zip archive: a workbook is one, too. */
export const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 2) === 'PK' && (head[2] ?? 0xff) < 9;
