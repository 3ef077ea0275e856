import type { Log } from '../postgres/pool.ts';
import { columnOf, type AdditionalData } from './sealer.ts';

/** Encrypted values that could not be decrypted since the process started, by table and column. */
export type UnreadableValues = ReadonlyMap<string, number>;

/** Counts values that cannot be decrypted, and logs the first of each column: a damaged row is read again and again. */
export const makeUnreadable = (log?: Log) => {
  const counts = new Map<string, number>();
  return {
    counts: counts as UnreadableValues,
    report: (additionalData: AdditionalData, error: Error): void => {
      const column = columnOf(additionalData);
      const before = counts.get(column) ?? 0;
      counts.set(column, before + 1);
      if (before === 0)
        log?.warn(
          { err: error, column },
          'Encrypted value unreadable: its row is set aside, everything else continues',
        );
    },
  };
};
