import { parseAbsolute, parseDateTime, toCalendarDateTime, toZoned } from '@internationalized/date';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';

/** The zone of the device, if the person has set none. */
export const deviceTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone in which the console shows times to this person. */
export const useTimeZone = (): string =>
  useQuery({ ...sessionQuery, enabled: false }).data?.user.timezone ?? deviceTimeZone;

/** Formats a zone like "São Paulo (GMT-3)". */
export const nameTimeZone = (timeZone: string, locale: string, at = new Date()): string => {
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return `${city} (${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone})`;
};

/** The wall clock of a zone as a field of date and time takes it: `2026-12-24T09:00`. */
export const localTimeOf = (instant: string, timeZone: string): string =>
  toCalendarDateTime(parseAbsolute(instant, timeZone)).toString().slice(0, 16);

/** The instant of a wall clock in a zone. An hour that a change of clocks leaves out becomes the next one. */
export const instantOf = (localTime: string, timeZone: string): string =>
  toZoned(parseDateTime(localTime), timeZone).toAbsoluteString();
