import { firstIdAt } from '../../src/postgres/sql.ts';

/** An id of that time. Another `place` makes another id. */
export const idIn = (time: string | Date, place = 0): string =>
  firstIdAt(new Date(time)).replace(/.{12}$/, place.toString(16).padStart(12, '0'));

/** The quarter of a time by UTC, as in the names of partitions: `2026q4`. */
export const quarterOf = (at: Date): string => `${at.getUTCFullYear()}q${Math.floor(at.getUTCMonth() / 3) + 1}`;
