import type { ImportedRecipients } from '@recado/contract';
import { columns } from './columns.ts';

const shownAtMost = 20;

type Errors = ImportedRecipients['errors'];

/** The first of a file's rows that were not taken; `rest` says where the others are. */
export const rejectedRows = (errors: Errors, rest: string): string[] => {
  if (errors.length === 0) return [];
  const rows = errors.slice(0, shownAtMost).map(({ line, field, reason }) => [String(line), field || 'row', reason]);
  return [
    '',
    'Rows that were not taken:',
    columns(['line', 'field', 'reason'], rows),
    ...(errors.length > shownAtMost ? [`… ${rest}`] : []),
  ];
};
