import type { Layout } from './columns.ts';

/** What is wrong with one field of a row: a stable code, never the value. */
export type Mistake = { field: string; reason: string };

/** A row as the file has it. `line` is where it begins, from 1; of a JSON array it is the element's number. */
export type FileRow = {
  line: number;
  layout: Layout;
  /** By the layout's places. */
  cells: readonly (string | undefined)[];
  /** Found while it was read. */
  mistakes?: Mistake[];
};

export type Rejection = Mistake & { line: number };
