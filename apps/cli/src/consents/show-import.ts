import type { ImportedConsents } from '@recado/contract';
import { rejectedRows } from '../terminal/rejected-rows.ts';

/** What became of a file of consents, and the first of the rows that were not taken. */
export const showImport = (imported: ImportedConsents): string => {
  const { accepted, duplicates, rejected, cleaned, ignored_columns: ignored, errors } = imported;
  return [
    `${accepted} written into the ledger, ${duplicates} there already, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} taken without characters that nobody sees.`] : []),
    ...(ignored.length > 0 ? [`Columns that say nothing of a consent: ${ignored.join(', ')}.`] : []),
    ...rejectedRows(errors, 'more of them with --json'),
  ].join('\n');
};
