import { useLingui } from '@lingui/react';
import { timeFormatOf, timeStyles, useFormat, type TimeStyle } from '../preferences/format.ts';
import { useTimeZone } from '../preferences/time-zone.ts';

/** A time in the zone of the person who reads. The tooltip has the exact time with its zone. */
export const Time = ({ at, show = 'short' }: { at: string; show?: TimeStyle }) => {
  const { i18n } = useLingui();
  const timeZone = useTimeZone();
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatTime(i18n.locale, date, { ...timeStyles.long, timeZone })}>
      {formatTime(i18n.locale, date, timeFormatOf({ show, date, timeZone }))}
    </time>
  );
};

/** A length of time, with its two largest units. */
export const Duration = ({ seconds }: { seconds: number }) => (
  <time dateTime={`PT${Math.round(seconds)}S`}>{useFormat().duration(seconds)}</time>
);

/** The same as text, for attributes. */
export const formatShortTime = (locale: string, date: Date, timeZone: string): string =>
  formatTime(locale, date, { ...timeStyles.short, timeZone });

const formatTime = (locale: string, date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, options).format(date);
