import type { Money } from '@recado/contract';

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds as people say them, in two units at most: `2 h 5 min`. */
export const duration = (seconds: number): string => {
  let left = Math.round(seconds);
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left %= size;
    return { unit, count };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  const said = parts.slice(first, first + 2).filter(({ count }) => count > 0);
  return first < 0 ? '0 s' : said.map(({ unit, count }) => `${count} ${unit}`).join(' ');
};

export const money = ({ amount, currency }: Money): string => `${currency} ${amount}`;

/** A moment in the time of this machine, to the minute. */
export const moment = (iso: string): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(new Date(iso));
