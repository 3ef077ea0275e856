import { Weekday, type SendingWindow } from '@recado/contract';
import { offsetsOfZone } from './offsets-of-zone.ts';

/** From `start` until before `end`, in milliseconds since 1970. */
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
 * It is open while a clock of the zone shows a time of the window. So what a spring gap leaves out is left out, an
 * hour that comes twice in autumn counts twice, and a day that is a holiday is closed.
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

/** What two have in common. */
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
 * When a window is open in all of some IANA zones at once, from an instant for a year: the first is clipped to the
 * instant. A window with a zone of its own does not look at the others; people of no known zone live by UTC.
 */
export const openingsOf = (window: SendingWindow, zones: readonly string[], now: Date): Iterable<Opening> => {
  const theirs = zones.length > 0 ? [...new Set(zones)] : ['UTC'];
  const all = window.timezone === 'recipient' ? theirs : [window.timezone];
  return joined(all.map((zone) => openingsOfZone(window, zone, now.getTime())).reduce(shared));
};
