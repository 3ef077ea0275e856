import type { ImportConsents } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { checkRows } from '../audience/check-rows.ts';
import type { FileSum } from '../audience/import.ts';
import { Refusal } from '../errors.ts';
import { readRows, type Upload } from '../import-files/read-rows.ts';
import type { Rejection } from '../import-files/rows.ts';
import type { NewConsent } from './consent.ts';
import { consentColumns, makeReadConsent } from './read-consent.ts';

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

const makeBound = () => {
  let rows = 0;
  return (more: number): void => {
    rows += more;
    if (rows > mostRows)
      throw new Refusal('payload-too-large', `The file has more than ${mostRows} rows; nothing was imported: split it`);
  };
};

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
