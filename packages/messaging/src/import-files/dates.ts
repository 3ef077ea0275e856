import { Temporal } from 'temporal-polyfill';

/** The rules for times in a file: the IANA zone of times without an offset, and whether 03/04 is in March. */
export type TimeRules = { timezone?: string | undefined; isMonthFirst?: boolean };

type ReadTime = { at: Date } | { reason: 'invalid_format' | 'timezone_needed' | 'impossible_date' };

/**
 * Reads a time as spreadsheets and programs write it: `01/10/2026 10:00`, `2026-10-01`, `2026-10-01T10:00:00-03:00`. A day
 * without an hour begins at midnight. `timezone_needed`: the time has no offset and the rules name no zone.
 */
export const readTime = (text: string, { timezone, isMonthFirst = false }: TimeRules): ReadTime => {
  const written = partsOf(
    text
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .trim(),
    isMonthFirst,
  );
  if (!written) return { reason: 'invalid_format' };
  const { offset, ...wall } = written;
  if (offset === undefined && timezone === undefined) return { reason: 'timezone_needed' };
  try {
    const local = Temporal.PlainDateTime.from(wall, { overflow: 'reject' });
    const zoned = local.toZonedDateTime(offset ?? timezone ?? 'UTC');
    return { at: new Date(zoned.epochMilliseconds) };
  } catch {
    return { reason: 'impossible_date' };
  }
};

/** Countries that write the month before the day. */
const monthFirst = new Set(['US', 'PR', 'PH', 'FM', 'MH', 'PW', 'GU']);

export const writesMonthFirst = (country: string): boolean => monthFirst.has(country);

const clock =
  /(?:[T,]?\s*(?:às|as|a las|at)?\s*(\d{1,2})(?::|h)(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:min|h)?\s*([ap]\.?\s?m\.?)?\s*(Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)?)?/;
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${clock.source}$`, 'i');
const yearLast = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${clock.source}$`, 'i');

type Wall = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
};

const partsOf = (text: string, isMonthFirst: boolean): (Wall & { offset?: string }) | undefined => {
  const first = yearFirst.exec(text);
  const found = first ?? yearLast.exec(text);
  if (!found) return undefined;
  const [, a = '', , b = '', c = '', ...rest] = found;
  const date = first ? [a, b, c] : isMonthFirst ? [c, a, b] : [c, b, a];
  const time = timeOf(rest);
  if (!time) return undefined;
  const [year = 0, month = 0, day = 0] = date.map(Number);
  return { year: date[0]?.length === 2 ? 2000 + year : year, month, day, ...time };
};

const noon = 12;

const timeOf = (parts: (string | undefined)[]) => {
  const [hour = '0', minute = '0', second = '0', fraction = '0', half, zone] = parts;
  const isAfternoon = half?.toLowerCase().startsWith('p') ?? false;
  if (half && (Number(hour) > noon || Number(hour) === 0)) return undefined;
  const offset = zone && offsetOf(zone);
  return {
    hour: half ? (Number(hour) % noon) + (isAfternoon ? noon : 0) : Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
    ...(offset && { offset }),
  };
};

const offsetOf = (zone: string): string =>
  zone
    .replace(/^(?:UTC|GMT|Z)(?=.|$)/i, '')
    .replace(
      /^([+-])(\d{1,2}):?(\d{2})?$/,
      (_all, sign: string, hours: string, minutes = '00') => `${sign}${hours.padStart(2, '0')}:${minutes}`,
    ) || '+00:00';
