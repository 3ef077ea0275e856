import type { SendingWindow } from '@recado/contract';
import { openingsOf, type Opening } from './window.ts';

/** People of one set of zones, and how much of a sender's rate they take: messages, or segments of SMS. */
export type Load = { zones: readonly string[]; units: number };

/** Describes the speed of a sender: units per second, and the most in 24 hours. */
export type Speed = { rate: number; perDay?: number };

/** `unsent` is what a year is not enough for, in units: its window never opens, or the rate is too low. */
export type Course = { startsAt?: Date; endsAt?: Date; unsent: number };

type Line = { units: number; opening: Opening | undefined; next: () => Opening | undefined };

const day = 24 * 3_600_000;
const year = 366 * day;

/**
 * Computes the course of sending from a time on. It runs at the full rate while a set of zones is open, and stops while
 * none is.
 */
export const courseOf = (
  loads: readonly Load[],
  { rate, perDay }: Speed,
  from: Date,
  window?: SendingWindow,
): Course => {
  const lines = loads.map((load) => lineOf(load, window, from));
  const allowance = makeAllowance(perDay);
  const span: { startsAt?: Date; endsAt?: Date } = {};
  let now = from.getTime();
  for (let waiting = waitingOf(lines, now); waiting.length > 0; waiting = waitingOf(lines, now)) {
    const line = firstToClose(waiting.filter(({ opening }) => opening.start <= now));
    const starts = waiting.flatMap(({ opening }) => (opening.start > now ? [opening.start] : []));
    const allowed = line ? allowance.left(now) : 0;
    if (!line || allowed === 0) {
      now = line ? allowance.renewed() : Math.min(...starts);
      continue;
    }
    const units = Math.min(line.units, allowed);
    const through = now + (units / rate) * 1000;
    const change = Math.min(through, line.opening.end, ...starts);
    const sent = through <= change ? units : ((change - now) / 1000) * rate;
    line.units -= sent;
    allowance.spend(sent);
    span.startsAt ??= new Date(now);
    span.endsAt = new Date(Math.ceil(change));
    now = change;
  }
  return { ...span, unsent: lines.reduce((sum, { units }) => sum + units, 0) };
};

const lineOf = ({ zones, units }: Load, window: SendingWindow | undefined, from: Date): Line => {
  const always = [{ start: from.getTime(), end: from.getTime() + year }];
  const openings = (window ? openingsOf(window, zones, from) : always)[Symbol.iterator]();
  const next = (): Opening | undefined => openings.next().value;
  return { units, opening: next(), next };
};

type Waiting = Line & { opening: Opening };

/** The units still to be sent that have an opening at `now` or later. */
const waitingOf = (lines: Line[], now: number): Waiting[] =>
  lines.filter((line): line is Waiting => {
    while (line.opening && line.opening.end <= now) line.opening = line.next();
    return line.units > 0 && line.opening !== undefined;
  });

/** As the feeder does: of those that are open, first the one that closes first. */
const firstToClose = (open: Waiting[]): Waiting | undefined =>
  open.reduce<Waiting | undefined>((a, b) => (a && a.opening.end <= b.opening.end ? a : b), undefined);

/** The units allowed in 24 hours, which begin with the first message after the last 24 hours. */
const makeAllowance = (perDay: number | undefined) => {
  let [left, renewed] = [perDay ?? Infinity, -Infinity];
  return {
    left: (now: number): number => {
      if (perDay !== undefined && now >= renewed) [left, renewed] = [perDay, now + day];
      return left;
    },
    renewed: (): number => renewed,
    spend: (units: number): void => {
      left = Math.max(0, left - units);
    },
  };
};
