import type { SendingWindow } from '@recado/contract';
import { refuseField } from '../errors.ts';
import { openingsOf } from '../window/openings.ts';

/** Whether something may be sent now, and until when or from when on. `never`: not within a year. */
export type OpeningState = { open: true; until: Date } | { open: false; at: Date } | { never: true };

/**
 * How a window stands for people whose number is of these IANA zones: it has to be open in all of them at once. Zones
 * that are far apart may share no hour of a short window; then it never opens.
 */
export const openingOf = (window: SendingWindow, zones: readonly string[], now: Date): OpeningState => {
  for (const { start, end } of openingsOf(window, zones, now))
    return start <= now.getTime() ? { open: true, until: new Date(end) } : { open: false, at: new Date(start) };
  return { never: true };
};

/** Of marketing that names none: no promotion from 20:00 to 09:00 of the recipient's day. */
export const defaultMarketingWindow: SendingWindow = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '09:00',
  to: '20:00',
  timezone: 'recipient',
  holidays: [],
};

/** Throws a Refusal of a window that opens nowhere within a year: its holidays are all of its days. */
export const checkWindow = (window: SendingWindow, now: Date): void => {
  if ('never' in openingOf(window, ['UTC'], now))
    throw refuseField('window', 'never_opens', 'does not open within a year: its holidays are all of its days');
};
