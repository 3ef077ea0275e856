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
