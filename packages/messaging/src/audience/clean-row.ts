import { withoutHidden } from '@recado/contract';
import { usedPlaces } from '../import-files/columns.ts';
import type { FileRow } from '../import-files/rows.ts';

const cleanCell = (cell: string | undefined) => (cell === undefined ? cell : withoutHidden(cell).trim());

const isClean = (cell: string | undefined) => cell === undefined || withoutHidden(cell) === cell;

/**
 * The row without what nobody sees in it: a number that was copied from an address book often brings some along.
 * `wasCleaned` tells whether that was in a field which is used.
 */
export const cleanRow = (row: FileRow): { row: FileRow; wasCleaned: boolean } => {
  if (row.cells.every(isClean)) return { row, wasCleaned: false };
  const wasCleaned = usedPlaces(row.layout).some((at) => !isClean(row.cells[at]));
  return { row: { ...row, cells: row.cells.map(cleanCell) }, wasCleaned };
};
