import { withoutHidden } from '@recado/contract';
import type { Layout } from '../import-files/columns.ts';
import type { Mistake, Rejection } from '../import-files/rows.ts';

/** So many rejections are told at once; all of them are in the record. */
const mostTold = 1000;
const mostIgnored = 32;
const longestName = 64;

/** As it can be kept and shown: a cut may leave half a character. */
const nameOf = (field: string) => withoutHidden(field).slice(0, longestName).toWellFormed();

/** Gathers what was found out about a file. What it holds does not grow with the file. */
export const makeFindings = () => {
  const ignored = new Set<string>();
  const told: Rejection[] = [];
  let rejected = 0;
  let cleaned = 0;
  let layout: Layout | undefined;
  return {
    noteLayout: (next: Layout): void => {
      if (next === layout) return;
      layout = next;
      for (const name of next.ignored) if (ignored.size < mostIgnored) ignored.add(nameOf(name));
    },
    noteCleaned: (): void => {
      cleaned += 1;
    },
    /** Counts a row that is not taken, and gives what is to be recorded of it. */
    noteRejected: (line: number, mistakes: readonly Mistake[]): Rejection[] => {
      rejected += 1;
      const rejections = mistakes.map(({ field, reason }) => ({ line, field: nameOf(field), reason }));
      told.push(...rejections.slice(0, mostTold - told.length));
      return rejections;
    },
    sum: () => ({ rejected, cleaned, ignoredColumns: [...ignored], errors: told }),
  };
};
