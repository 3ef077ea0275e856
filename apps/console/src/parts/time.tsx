import { useLingui } from '@lingui/react';
import { useFormat } from '../preferences/format.ts';
import { useTimeZone } from '../preferences/time-zone.ts';

type TimeStyle = 'short' | 'clock' | 'long';

const formats: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  long: { dateStyle: 'long', timeStyle: 'long' },
};

const thisYear = new Date().getFullYear();

/** A time in the zone of the person who reads. The tooltip has the exact time with its zone. */
export const Time = ({ at, show = 'short' }: { at: string; show?: TimeStyle }) => {
  const { i18n } = useLingui();
  const timeZone = useTimeZone();
  const date = new Date(at);
  const isOtherYear = date.getFullYear() !== thisYear;
  const options = {
    ...formats[show],
    ...(show === 'short' && isOtherYear && { year: 'numeric' as const }),
    timeZone,
  };
  return (
    <time dateTime={at} title={formatTime(i18n.locale, date, { ...formats.long, timeZone })}>
      {formatTime(i18n.locale, date, options)}
    </time>
  );
};

/** A length of time, with its two largest units. */
export const Duration = ({ seconds }: { seconds: number }) => (
  <time dateTime={`PT${Math.round(seconds)}S`}>{useFormat().duration(seconds)}</time>
);

/** The same as text, for attributes. */
export const formatShortTime = (locale: string, date: Date, timeZone: string): string =>
  formatTime(locale, date, { ...formats.short, timeZone });

const formatTime = (locale: string, date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, options).format(date);
