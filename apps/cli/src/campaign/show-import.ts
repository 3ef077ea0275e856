import type { ImportedRecipients } from '@recado/contract';
import { columns } from '../terminal/columns.ts';

const shownAtMost = 20;

const rowsOf = ({ errors }: ImportedRecipients): string[] => {
  if (errors.length === 0) return [];
  const rows = errors.slice(0, shownAtMost).map(({ line, field, reason }) => [String(line), field || 'row', reason]);
  return ['', 'Rows that were not taken:', columns(['line', 'field', 'reason'], rows)];
};

const restOf = ({ errors, rejected_csv: path }: ImportedRecipients): string[] =>
  errors.length > shownAtMost ? [`… all of them with --rejected FILE, or at ${path}`] : [];

/** What became of a file of recipients, and the first of the rows that were not taken. */
export const showImport = (imported: ImportedRecipients): string => {
  const { accepted, duplicates, rejected, cleaned, opted_out: optedOut, ignored_columns: ignored } = imported;
  const ignoredColumns = ignored.length > 0 ? [`Columns that the template does not know: ${ignored.join(', ')}.`] : [];
  return [
    `${accepted} accepted (${optedOut} of them opted out), ${duplicates} duplicates, ${rejected} rejected.`,
    ...(cleaned > 0 ? [`${cleaned} taken without characters that nobody sees.`] : []),
    ...ignoredColumns,
    ...rowsOf(imported),
    ...restOf(imported),
  ].join('\n');
};
