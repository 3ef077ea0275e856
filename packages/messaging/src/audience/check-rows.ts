import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileRow, Mistake, Rejection } from '../import-files/rows.ts';
import { makeFindings } from './findings.ts';
import { inSlices } from './in-slices.ts';

/** Rows: some milliseconds of work, after which other requests get their turn. */
const sliceSize = 200;

/** `wasCleaned`: something that nobody sees was taken out of the row. */
export type Checked<Item> = { item: Item; wasCleaned: boolean } | { mistakes: Mistake[] };

/** Hands on what is good of a file, and what is to be recorded of the rest, and sums up what was found. */
export const checkRows = async <Item>(
  rows: AsyncIterable<FileRow>,
  check: (row: FileRow) => Checked<Item>,
  add: (items: readonly Item[], rejections: readonly Rejection[]) => Promise<void>,
) => {
  const findings = makeFindings();
  for await (const slice of inSlices(rows, sliceSize)) {
    const items: Item[] = [];
    const rejections: Rejection[] = [];
    for (const row of slice) {
      findings.noteLayout(row.layout);
      const checked = check(row);
      if ('mistakes' in checked) rejections.push(...findings.noteRejected(row.line, checked.mistakes));
      else {
        items.push(checked.item);
        if (checked.wasCleaned) findings.noteCleaned();
      }
    }
    await add(items, rejections);
    await nextTurn();
  }
  return findings.sum();
};
