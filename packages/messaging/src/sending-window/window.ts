import { Weekday, type SendingWindow } from '@recado/contract';
import { Temporal } from 'temporal-polyfill';
import { refuseField } from '../errors.ts';
import { zonesOfNumber } from './zones-of-number.ts';

/** Says if a message may be sent now, and when that changes. `never`: not within a year. */
export type OpeningState = { open: true; until: Date } | { open: false; at: Date } | { never: true };

/**
 * Returns a window's state for people in these IANA zones: it must be open in all of them at once. Zones that are far
 * apart may share no hour of a short window; then it never opens.
 */
export const openingOf = (window: SendingWindow, zones: readonly string[], now: Date): OpeningState => {
  for (const { start, end } of openingsOf(window, zones, now))
    return start <= now.getTime() ? { open: true, until: new Date(end) } : { open: false, at: new Date(start) };
  return { never: true };
};

/** Marketing without a window has this one: no promotion from 20:00 to 09:00 of the recipient's day. */
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

/** It lasts from `start` until before `end`, in milliseconds since 1970. */
export type Opening = { start: number; end: number };

const minute = 60_000;
const day = 24 * 60 * minute;
/** No campaign is planned further ahead. */
const horizon = 366 * day;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The days on which a window opens, by their number since 1970-01-01, which was a Thursday. */
const makeOpens = ({ days, holidays }: SendingWindow) => {
  const weekdays = new Set(days.map((name) => (Weekday.options.indexOf(name) + 4) % 7));
  const closed = new Set(holidays.map((date) => Date.parse(date) / day));
  return (number: number): boolean => weekdays.has(((number % 7) + 7) % 7) && !closed.has(number);
};

/**
 * A window is open while a clock of the zone shows a time within it. So an hour that is skipped in spring is missing,
 * one that repeats in autumn counts twice, and a holiday is closed.
 */
function* openingsOfZone(window: SendingWindow, zone: string, from: number): Generator<Opening, void> {
  const opens = makeOpens(window);
  const [opening, closing] = [minutesOf(window.from) * minute, minutesOf(window.to) * minute];
  for (const { start, end, offset } of offsetsOfZone(zone, from, from + horizon))
    for (let number = Math.floor((start + offset) / day); number * day < end + offset; number += 1) {
      if (!opens(number)) continue;
      const midnight = number * day - offset;
      const open = { start: Math.max(start, midnight + opening), end: Math.min(end, midnight + closing) };
      if (open.start < open.end) yield open;
    }
}

/** Openings without a moment between them are one. */
function* joined(openings: Iterable<Opening>): Generator<Opening, void> {
  let last: Opening | undefined;
  for (const opening of openings) {
    if (last?.end === opening.start) last = { start: last.start, end: opening.end };
    else {
      if (last) yield last;
      last = opening;
    }
  }
  if (last) yield last;
}

/** Yields the intersection of two sequences of openings. */
function* shared(one: Generator<Opening, void>, other: Generator<Opening, void>): Generator<Opening, void> {
  let [a, b] = [one.next(), other.next()];
  while (!a.done && !b.done) {
    const start = Math.max(a.value.start, b.value.start);
    const end = Math.min(a.value.end, b.value.end);
    if (start < end) yield { start, end };
    if (a.value.end <= b.value.end) a = one.next();
    else b = other.next();
  }
}

/**
 * Returns the openings of a window in all of these IANA zones at once, for a year from `from`. The first one is clipped
 * to that time. A window with its own zone ignores these zones; people without a known zone use UTC.
 */
export const openingsOf = (window: SendingWindow, zones: readonly string[], now: Date): Iterable<Opening> => {
  const theirs = zones.length > 0 ? [...new Set(zones)] : ['UTC'];
  const all = window.timezone === 'recipient' ? theirs : [window.timezone];
  return joined(all.map((zone) => openingsOfZone(window, zone, now.getTime())).reduce(shared));
};

/** A time during which a zone keeps one offset. All in milliseconds; `local = instant + offset`. */
export type Offset = { start: number; end: number; offset: number };

/** The offsets of an IANA zone from an instant until before another, gaps and overlaps included by what they are: a new offset. */
function* offsetsOfZone(zone: string, from: number, until: number): Generator<Offset, void> {
  let local = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  for (let start = from; start < until;) {
    const next = local.getTimeZoneTransition('next');
    const end = Math.min(next?.epochMilliseconds ?? until, until);
    yield { start, end, offset: local.offsetNanoseconds / 1e6 };
    if (!next) return;
    local = next;
    start = end;
  }
}

/** People without a known time zone get this one. */
const somewhere = ['UTC'];

/**
 * When a window is open next for the person of an E.164 number; `from` is now when it is open. `undefined`: not within a
 * year.
 */
export const nextOpeningFor = (
  e164: string,
  window: SendingWindow,
  now: Date,
): { from: Date; until: Date } | undefined => {
  for (const { start, end } of openingsOf(window, zonesOfNumber(e164) ?? somewhere, now))
    return { from: new Date(start), until: new Date(end) };
  return undefined;
};

const gracePeriodMs = 3_600_000;

/**
 * Returns whether a schedule is so late that a user must confirm it: more than an hour, for example after an outage.
 */
export const isOverdue = (sendAt: Date, now: Date): boolean => now.getTime() - sendAt.getTime() > gracePeriodMs;
