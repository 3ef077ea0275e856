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
