import { fromDate, toCalendarDate } from '@internationalized/date';
import { useLingui } from '@lingui/react';
import type { Money } from '@recado/contract';

/** Numbers, shares and money in the language of the page. */
export const useFormat = () => formatsOf(useLingui().i18n.locale);

export const formatsOf = (locale: string) => ({
  number: (value: number, options: Intl.NumberFormatOptions = {}) => formatterOf(locale, options).format(value),
  percent: (share: number, digits = 1) => formatPercent(locale, share, digits),
  /** An amount with its code, because $ is the sign of many currencies. */
  money: ({ amount, currency }: Money) =>
    formatterOf(locale, { style: 'currency', currency, currencyDisplay: 'code' }).format(Number(amount)),
  duration: (seconds: number) => formatDuration(locale, seconds),
});

/** Rounds, but neither to everything nor to nothing: 5 failures of 60,000 are not "100% delivered" and not "0% failed". */
export const formatPercent = (locale: string, share: number, digits = 1): string => {
  const format = formatterOf(locale, { style: 'percent', maximumFractionDigits: digits });
  const least = 10 ** -(digits + 2);
  if (share > 0 && share < least / 2) return `<${format.format(least)}`;
  return format.format(share < 1 ? Math.min(share, 1 - least) : share);
};

/** Making a formatter is slow, and a table needs hundreds of numbers. */
const formatters = new Map<string, Intl.NumberFormat>();

const formatterOf = (locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.NumberFormat(locale, options);
  formatters.set(key, known);
  return known;
};

/** Formats seconds as "1 hr 12 min", with the two largest units. */
const formatDuration = (locale: string, seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown
    .map(([count, unit]) => formatterOf(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    .join(' ');
};

export type TimeStyle = 'short' | 'clock' | 'long';

export const timeStyles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  long: { dateStyle: 'long', timeStyle: 'long' },
};

type Shown = { show: TimeStyle; date: Date; now?: Date; timeZone: string };

/** A clock of another day names that day, and a day of another year its year, both in the zone of the reader. */
export const timeFormatOf = ({ show, date, now = new Date(), timeZone }: Shown): Intl.DateTimeFormatOptions => {
  const [day, today] = [dayOf(date, timeZone), dayOf(now, timeZone)];
  return {
    ...timeStyles[show],
    ...(show === 'clock' && day !== today && { day: 'numeric', month: 'short' }),
    ...(show !== 'long' && day.slice(0, 4) !== today.slice(0, 4) && { year: 'numeric' }),
    timeZone,
  };
};

/** The day of an instant in a zone: 2026-12-24. */
const dayOf = (instant: Date, timeZone: string): string => toCalendarDate(fromDate(instant, timeZone)).toString();
