import { Temporal } from 'temporal-polyfill';

/** A time during which a zone keeps one offset. All in milliseconds; `local = instant + offset`. */
export type Offset = { start: number; end: number; offset: number };

/** The offsets of an IANA zone from an instant until before another, gaps and overlaps included by what they are: a new offset. */
export function* offsetsOfZone(zone: string, from: number, until: number): Generator<Offset, void> {
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
