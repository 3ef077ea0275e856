import type { Money } from '@recado/contract';
import type { createColors } from 'picocolors';

/** Formats seconds in at most two units: `2 h 5 min`. */
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

/** Formats a time and names its zone: `2026-12-24 09:00 UTC-3`. Default: the time zone of this machine. */
export const moment = (iso: string, timeZone?: string): string => {
  const at = new Date(iso);
  const minute = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return `${minute.format(at)} ${offsetAt(at, timeZone)}`;
};

const offsetAt = (at: Date, timeZone: string | undefined): string => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'shortOffset', timeZone }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // ICU writes UTC as GMT or GMT+0, depending on its version.
  return name.replace(/^GMT\+0$/, 'GMT').replace('GMT', 'UTC');
};

/** Formats rows below their titles. Each column is as wide as its widest cell. */
export const columns = (titles: string[], rows: string[][]): string => {
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [titles, ...rows].map(line).join('\n');
};

/** Formats lines of `name  value`, without the names that have no value. */
export const fields = (rows: readonly (readonly [name: string, value: string | number | undefined])[]): string => {
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
};

export type Colors = ReturnType<typeof createColors>;
