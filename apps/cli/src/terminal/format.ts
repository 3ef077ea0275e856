import type { Money } from '@recado/contract';
import type { createColors } from 'picocolors';

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

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

export const money = ({ amount, currency }: Money): string => `${currency} ${amount}`;

/** Uses the time zone of this machine, and names it. */
export const moment = (iso: string): string => `${minute.format(new Date(iso))} ${zoneAt(iso)}`;

const minute = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
const zone = new Intl.DateTimeFormat('en-US', { timeZoneName: 'shortOffset' });

const zoneAt = (iso: string): string => {
  const name = zone.formatToParts(new Date(iso)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC');
};

/** Rows under their titles, each column as wide as its widest cell. */
export const columns = (titles: string[], rows: string[][]): string => {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [titles, ...rows].map(line).join('\n');
};

/** Lines of `name  value`, of what has a value. */
export const fields = (rows: readonly (readonly [name: string, value: string | number | undefined])[]): string => {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
};

export type Colors = ReturnType<typeof createColors>;
