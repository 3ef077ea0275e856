import type { SendingWindow } from '@recado/contract';
import { openingsOf, type Opening } from './openings.ts';

/** People of one set of zones, and how much of a sender's rate they take: messages, or segments of SMS. */
export type Load = { zones: readonly string[]; units: number };

/** `unsent` is what a year is not enough for, in units: its window never opens, or the rate is too low. */
export type Course = { startsAt?: Date; endsAt?: Date; unsent: number };

type Line = { units: number; opening: Opening | undefined; next: () => Opening | undefined };

const always = (from: Date): Opening[] => [{ start: from.getTime(), end: from.getTime() + 366 * 24 * 3_600_000 }];

const lineOf = ({ zones, units }: Load, window: SendingWindow | undefined, from: Date): Line => {
  const openings = (window ? openingsOf(window, zones, from) : always(from))[Symbol.iterator]();
  const next = (): Opening | undefined => {
    const { value, done } = openings.next();
    return done ? undefined : value;
  };
  return { units, opening: next(), next };
};

/** When something changes next while `open` share the rate: one is through, one closes, or another opens. */
const nextChange = (lines: Line[], open: Line[], each: number, now: number): number =>
  Math.min(
    ...open.flatMap(({ units, opening }) => [now + units / each, opening?.end ?? Infinity]),
    ...lines.flatMap(({ opening }) => (opening && opening.start > now ? [opening.start] : [])),
  );

/** What is still to be sent and has an opening from `now` on. */
const waiting = (lines: Line[], now: number): Line[] =>
  lines.filter((line) => {
    while (line.opening && line.opening.end <= now) line.opening = line.next();
    return line.units > 0 && line.opening !== undefined;
  });

/**
 * How sending goes at a rate (units a second) from an instant on, by walking the openings: while several sets of zones
 * are open they share the rate, and nothing is sent while none is.
 */
export const courseOf = (loads: readonly Load[], rate: number, from: Date, window?: SendingWindow): Course => {
  const lines = loads.map((load) => lineOf(load, window, from));
  let [startsAt, endsAt] = [undefined as number | undefined, undefined as number | undefined];
  let now = from.getTime();
  for (let left = waiting(lines, now); left.length > 0; left = waiting(lines, now)) {
    const open = left.filter(({ opening }) => opening && opening.start <= now);
    const each = rate / 1000 / Math.max(1, open.length);
    const change = nextChange(left, open, each, now);
    for (const line of open) line.units = now + line.units / each <= change ? 0 : line.units - (change - now) * each;
    if (open.length > 0) [startsAt, endsAt] = [startsAt ?? now, change];
    now = change;
  }
  return {
    ...(startsAt !== undefined && { startsAt: new Date(startsAt) }),
    ...(endsAt !== undefined && { endsAt: new Date(Math.ceil(endsAt)) }),
    unsent: lines.reduce((sum, { units }) => sum + units, 0),
  };
};
