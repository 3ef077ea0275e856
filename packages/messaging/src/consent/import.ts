import { Channel, ConsentFields, type ImportConsents } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import type { FileSum } from '../audience/import.ts';
import { readNumber } from '../audience/recipient-row.ts';
import { Refusal } from '../errors.ts';
import { readRows, type Upload } from '../import-files/read-rows.ts';
import { checkRows, cleanRow, type Checked, type FileRow, type Mistake, type Rejection } from '../import-files/rows.ts';
import { faultOfTime, type NewConsent } from './consent.ts';

/** Rows of a file. While that many are written into the ledger, nothing else is: some seconds. */
const mostRows = 500_000;

/** What takes in a file's consents. Nothing of it is in the ledger before all of it is. */
export type ConsentSink = { add: (consents: readonly NewConsent[]) => Promise<void> };

/** `duplicates`: what the ledger says already, or the file twice. */
export type ConsentSum = { accepted: number; duplicates: number };

export type ImportedConsents = FileSum & ConsentSum & { errors: Rejection[] };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Appends all that `fill` hands over to the ledger, or nothing of it. Throws a Refusal while it takes in another file. */
  importConsents: (fill: (sink: ConsentSink) => Promise<FileSum>) => Promise<ConsentSum>;
};

type File = { upload: Upload; defaults: ImportConsents; by: string };

/**
 * Writes a file of consents into the ledger, all of it or nothing: each row is checked, rejected with its reasons or
 * appended; what is there already is not written again, so the same file may be sent again. Throws a Refusal of a file that
 * cannot be read.
 */
export const importConsents = async (
  { clock, defaultCountry, importConsents: append }: Deps,
  { upload, defaults, by }: File,
): Promise<ImportedConsents> => {
  const rows = readRows(upload, consentColumns, { takesBooleans: true });
  const read = makeReadConsent({ defaultCountry, defaults, at: clock(), by });
  const bound = makeBound();
  let errors: Rejection[] = [];
  let file: FileSum = { rejected: 0, cleaned: 0, ignoredColumns: [] };
  const sum = await append(async (sink) => {
    ({ errors, ...file } = await checkRows(rows, read, async (consents, rejections) => {
      bound(consents.length + rejections.length);
      await sink.add(consents);
    }));
    return file;
  });
  return { ...sum, ...file, errors };
};

const makeBound = () => {
  let rows = 0;
  return (more: number): void => {
    rows += more;
    if (rows > mostRows)
      throw new Refusal('payload-too-large', `The file has more than ${mostRows} rows; nothing was imported: split it`);
  };
};

const namesOf = (names: string): readonly string[] => names.split(' ');

/** What the columns of a file may be called, by what they say of a consent. */
const columns = {
  channel: namesOf('channel canal'),
  purpose: namesOf('purpose finalidade finalidad'),
  granted: namesOf(
    'granted opt_in optin consent agreed concedido consentimento consentiu aceite aceita aceitou autorizado autoriza autorizou ' +
      'concordou consentimiento acepta aceptado',
  ),
  occurred_at: namesOf('occurred_at consented_at granted_at date when timestamp data data_hora quando fecha cuando'),
  source: namesOf('source origem origen fonte fuente'),
  evidence: namesOf('evidence words evidencia palavras palabras texto'),
};
type Field = keyof typeof columns;

/** Every column that a file of consents may have beside the number. */
const consentColumns: readonly string[] = Object.values(columns).flat();

const yes = new Set('true yes y sim s sí si 1 verdadeiro verdadero x ok'.split(' '));
const no = new Set('false no n não nao 0 falso'.split(' '));

type Read = { field: string; value: string };

/** A blank where others say yes or no is neither. */
const whereNoColumnSays = (isThere: boolean) => (isThere ? undefined : 'true');

/** What a row says of a field, under the name that its column has; blank, what holds for all rows. */
const readField = ({ layout, cells }: FileRow, field: Field, defaults: ImportConsents): Read => {
  const names = columns[field];
  const places = layout.variables.filter(({ name }) => names.includes(name));
  const place = places.find(({ at }) => cells[at]) ?? places[0];
  const value = place && cells[place.at];
  const unsaid = field === 'granted' ? whereNoColumnSays(place !== undefined) : defaults[field];
  return { field: (place && layout.names[place.at]) ?? field, value: value || (unsaid ?? '') };
};

const reasonOf = (field: Exclude<Field, 'granted'>, value: string): string | undefined => {
  if (!value) return 'required';
  if (value.includes('\uFFFD')) return 'encoding';
  const key = field === 'evidence' ? 'words' : field;
  const issue = ConsentFields[key].safeParse(value).error?.issues[0];
  return issue && (issue.code === 'custom' ? 'invalid_characters' : issue.code);
};

type Said = { defaultCountry: CountryCode; defaults: ImportConsents; at: Date; by: string };

/**
 * Makes what reads rows of a file of consents: gives the consent, or everything that is wrong with the row. The people of
 * a file without a column that says whether they agreed did so.
 */
const makeReadConsent = ({ defaultCountry, defaults, at, by }: Said) => {
  const rules = { defaultCountry, channel: 'whatsapp' } as const;
  const all = { purpose: 'marketing', ...defaults } as const;

  const readText = (row: FileRow, field: Exclude<Field, 'granted'>, mistakes: Mistake[]): string => {
    const read = readField(row, field, all);
    const value = field === 'channel' || field === 'purpose' ? read.value.toLowerCase() : read.value;
    const reason = reasonOf(field, value);
    if (reason) mistakes.push({ field: read.field, reason });
    return value;
  };
  const readGranted = (row: FileRow, mistakes: Mistake[]): boolean => {
    const { field, value } = readField(row, 'granted', all);
    const said = value.toLowerCase();
    if (!yes.has(said) && !no.has(said)) mistakes.push({ field, reason: said ? 'invalid_value' : 'required' });
    return yes.has(said);
  };
  const readTime = (row: FileRow, mistakes: Mistake[]): Date => {
    const before = mistakes.length;
    const occurredAt = new Date(readText(row, 'occurred_at', mistakes));
    const reason = mistakes.length === before ? faultOfTime(occurredAt, at)?.reason : undefined;
    if (reason) mistakes.push({ field: readField(row, 'occurred_at', all).field, reason });
    return occurredAt;
  };

  return (raw: FileRow): Checked<NewConsent> => {
    if (raw.mistakes?.length) return { mistakes: raw.mistakes };
    const { row, wasCleaned } = cleanRow(raw);
    const mistakes: Mistake[] = [];
    const number = readNumber(row, rules);
    if ('reason' in number) mistakes.push(number);
    const channel = Channel.safeParse(readText(row, 'channel', mistakes)).data ?? 'whatsapp';
    readText(row, 'purpose', mistakes);
    const granted = readGranted(row, mistakes);
    const occurredAt = readTime(row, mistakes);
    const source = readText(row, 'source', mistakes);
    const words = readText(row, 'evidence', mistakes);
    if (mistakes.length || 'reason' in number) return { mistakes };
    return { item: { to: number.e164, channel, granted, occurredAt, recordedAt: at, source, words, by }, wasCleaned };
  };
};
