import type { ImportedRecipients } from '@recado/contract';
import { rejectedRows } from '../terminal/rejected-rows.ts';

/** What became of a file of recipients, and the first of the rows that were not taken. */
export const showImport = (imported: ImportedRecipients): string => {
  const {
    accepted,
    duplicates,
    rejected,
    cleaned,
    opted_out: optedOut,
    ignored_columns: ignored,
    errors,
    rejected_csv: path,
  } = imported;
  const ignoredColumns = ignored.length > 0 ? [`Columns that the template does not know: ${ignored.join(', ')}.`] : [];
  return [
    `${accepted} accepted (${optedOut} of them opted out), ${duplicates} duplicates, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} taken without characters that nobody sees.`] : []),
    ...ignoredColumns,
    ...rejectedRows(errors, `all of them with --rejected FILE, or at ${path}`),
  ].join('\n');
};
