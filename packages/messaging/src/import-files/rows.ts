import { setImmediate as nextTurn } from 'node:timers/promises';
import { withoutHidden } from '@recado/contract';
import type { Layout } from './columns.ts';

/** Describes a fault of one field of a row: a stable code, never the value. */
export type Issue = { field: string; reason: string };

/** Holds a row as the file has it. `line` is where it begins, from 1; of a JSON array it is the element's number. */
export type FileRow = {
  line: number;
  layout: Layout;
  /** They have the order of the layout's places. */
  cells: readonly (string | undefined)[];
  /** Found while it was read. */
  issues?: Issue[];
};

export type Rejection = Issue & { line: number };

/** Rows: some milliseconds of work, after which other requests get their turn. */
const sliceSize = 200;

/** `wasCleaned`: hidden characters were removed from the row. `isCompleted`: its number was given its ninth digit. */
export type Checked<Item> = { item: Item; wasCleaned: boolean; isCompleted: boolean } | { issues: Issue[] };

/**
 * Hands on what is good of a file, and what is to be recorded of the rest, and sums up what was found. `check` returns a
 * result for each of some rows, in their order.
 */
export const checkRows = async <Item>(
  rows: AsyncIterable<FileRow>,
  check: (rows: readonly FileRow[]) => Promise<Checked<Item>[]>,
  add: (items: readonly Item[], rejections: readonly Rejection[]) => Promise<void>,
  ignoredIn: (layout: Layout) => readonly string[] = ({ ignored }) => ignored,
) => {
  const findings = makeFindings(ignoredIn);
  for await (const slice of inSlices(rows, sliceSize)) {
    const items: Item[] = [];
    const rejections: Rejection[] = [];
    const results = await check(slice);
    for (const [at, row] of slice.entries()) {
      const checked = results[at];
      if (!checked) throw new Error('A row has no result');
      findings.recordLayout(row.layout);
      if ('issues' in checked) rejections.push(...findings.recordRejected(row.line, checked.issues));
      else {
        items.push(checked.item);
        findings.recordTaken(checked);
      }
    }
    await add(items, rejections);
    await nextTurn();
  }
  return findings.sum();
};

/** Sums up a file before its first row. */
export const noRows = {
  rejected: 0,
  cleaned: 0,
  completed: 0,
  byReason: {} as Record<string, number>,
  ignoredColumns: [] as string[],
};

/** A response lists at most this many rejections; all of them are in the database. */
const mostListed = 1000;
const mostIgnored = 32;
const longestName = 64;

/** As it can be kept and shown: a cut may leave half a character. */
const nameOf = (field: string) => withoutHidden(field).slice(0, longestName).toWellFormed();

/** Collects the findings about a file. Its size does not grow with the file. */
const makeFindings = (ignoredIn: (layout: Layout) => readonly string[]) => {
  const ignored = new Set<string>();
  const listed: Rejection[] = [];
  const byReason = new Map<string, number>();
  let rejected = 0;
  let cleaned = 0;
  let completed = 0;
  let layout: Layout | undefined;
  return {
    recordLayout: (next: Layout): void => {
      if (next === layout) return;
      layout = next;
      for (const name of ignoredIn(next)) if (ignored.size < mostIgnored) ignored.add(nameOf(name));
    },
    recordTaken: ({ wasCleaned, isCompleted }: { wasCleaned: boolean; isCompleted: boolean }): void => {
      if (wasCleaned) cleaned += 1;
      if (isCompleted) completed += 1;
    },
    /** Counts a row that is not taken, and gives what is to be recorded of it. */
    recordRejected: (line: number, issues: readonly Issue[]): Rejection[] => {
      rejected += 1;
      const rejections = issues.map(({ field, reason }) => ({ line, field: nameOf(field), reason }));
      for (const reason of new Set(issues.map((issue) => issue.reason)))
        byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
      listed.push(...rejections.slice(0, mostListed - listed.length));
      return rejections;
    },
    sum: () => ({
      rejected,
      cleaned,
      completed,
      byReason: Object.fromEntries(byReason),
      ignoredColumns: [...ignored],
      errors: listed,
    }),
  };
};

/** Splits the items into slices of this size. */
async function* inSlices<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let slice: Item[] = [];
  for await (const item of items) {
    slice.push(item);
    if (slice.length < size) continue;
    yield slice;
    slice = [];
  }
  if (slice.length) yield slice;
}
