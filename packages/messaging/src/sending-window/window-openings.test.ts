import { Weekday, type SendingWindow } from '@recado/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingsOf } from './window.ts';

const day = 86_400_000;

const daily = (change: Partial<SendingWindow> = {}): SendingWindow => ({
  days: [...Weekday.options],
  from: '09:00',
  to: '20:00',
  timezone: 'recipient',
  holidays: [],
  ...change,
});

const first = (count: number, window: SendingWindow, zones: string[], now: string) =>
  [...openingsOf(window, zones, new Date(now))]
    .slice(0, count)
    .map(({ start, end }) => [start, end].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '));

/** The time and date of a zone according to Intl, which is independent of how openings are found. */
const clockOf = (zone: string, at: number) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    dateStyle: undefined,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    time: `${parts['hour']}:${parts['minute']}`,
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    weekday: parts['weekday']?.slice(0, 3).toLowerCase() as Weekday,
  };
};

const isOpen = (window: SendingWindow, zones: string[], at: number): boolean =>
  zones.every((zone) => {
    const { time, date, weekday } = clockOf(window.timezone === 'recipient' ? zone : window.timezone, at);
    const isDay = window.days.includes(weekday) && !window.holidays.includes(date);
    return isDay && window.from <= time && time < window.to;
  });

describe('a spring gap', () => {
  it('shortens the window that it lies in', () => {
    expect(first(2, daily({ from: '01:00', to: '04:00' }), ['America/New_York'], '2026-03-08T00:00Z')).toEqual([
      '2026-03-08T06:00 2026-03-08T08:00',
      '2026-03-09T05:00 2026-03-09T08:00',
    ]);
  });

  it('ends a window that would end in it', () => {
    expect(first(1, daily({ from: '01:00', to: '02:30' }), ['America/New_York'], '2026-03-08T05:30Z')).toEqual([
      '2026-03-08T06:00 2026-03-08T07:00',
    ]);
  });

  it('opens a window that would begin in it when it is over', () => {
    expect(first(1, daily({ from: '02:30', to: '05:00' }), ['America/New_York'], '2026-03-08T05:30Z')).toEqual([
      '2026-03-08T07:00 2026-03-08T09:00',
    ]);
  });

  it('takes the day from a window that lies in it', () => {
    expect(first(1, daily({ from: '02:15', to: '02:45' }), ['America/New_York'], '2026-03-08T05:30Z')).toEqual([
      '2026-03-09T06:15 2026-03-09T06:45',
    ]);
  });
});

describe('an autumn overlap', () => {
  it('opens a window twice when its time comes twice', () => {
    expect(first(2, daily({ from: '01:15', to: '01:45' }), ['America/New_York'], '2026-11-01T00:00Z')).toEqual([
      '2026-11-01T05:15 2026-11-01T05:45',
      '2026-11-01T06:15 2026-11-01T06:45',
    ]);
  });

  it('lengthens a window around it', () => {
    expect(first(1, daily({ from: '00:30', to: '03:00' }), ['America/New_York'], '2026-11-01T00:00Z')).toEqual([
      '2026-11-01T04:30 2026-11-01T08:00',
    ]);
  });
});

describe("Brazil's summer time, which ended in 2019", () => {
  it('moved the window of São Paulo by an hour', () => {
    const window = daily();
    expect(first(1, window, ['America/Sao_Paulo'], '2019-01-10T00:00Z')).toEqual(['2019-01-10T11:00 2019-01-10T22:00']);
    expect(first(1, window, ['America/Sao_Paulo'], '2026-01-10T00:00Z')).toEqual(['2026-01-10T12:00 2026-01-10T23:00']);
  });

  it('began at midnight: that day had no 00:30', () => {
    expect(first(1, daily({ from: '00:15', to: '01:30' }), ['America/Sao_Paulo'], '2018-11-04T02:00Z')).toEqual([
      '2018-11-04T03:00 2018-11-04T03:30',
    ]);
  });

  it('ended at midnight: the last hour of the day before came twice', () => {
    expect(first(1, daily({ from: '22:00', to: '24:00' }), ['America/Sao_Paulo'], '2019-02-16T12:00Z')).toEqual([
      '2019-02-17T00:00 2019-02-17T03:00',
    ]);
  });
});

describe('days', () => {
  it('are those of the zone, not of UTC', () => {
    expect(first(1, daily({ days: ['mon'] }), ['Asia/Tokyo'], '2026-11-20T00:00Z')).toEqual([
      '2026-11-23T00:00 2026-11-23T11:00',
    ]);
  });

  it('that are holidays are left out', () => {
    const window = daily({ days: ['thu', 'fri'], holidays: ['2026-12-25'] });
    expect(first(2, window, ['America/Sao_Paulo'], '2026-12-24T23:30Z')).toEqual([
      '2026-12-31T12:00 2026-12-31T23:00',
      '2027-01-01T12:00 2027-01-01T23:00',
    ]);
  });

  it('that are open to their end continue into the next', () => {
    const window = daily({ days: ['sat', 'sun'], from: '00:00', to: '24:00' });
    expect(first(1, window, ['America/Sao_Paulo'], '2026-11-20T00:00Z')).toEqual(['2026-11-21T03:00 2026-11-23T03:00']);
  });
});

it('is clipped to now when it is open already', () => {
  expect(first(1, daily(), ['Asia/Kathmandu'], '2026-11-22T10:00Z')).toEqual(['2026-11-22T10:00 2026-11-22T14:15']);
});

const window = fc
  .record({
    days: fc.subarray([...Weekday.options], { minLength: 1 }),
    times: fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 2 }),
    timezone: fc.constantFrom('recipient', 'recipient', 'America/Havana'),
    holidays: fc.array(
      fc.integer({ min: 0, max: 3 }).map((n) => new Date(Date.UTC(2018, 9, 30) + n * day).toISOString().slice(0, 10)),
    ),
  })
  .map(({ times, ...rest }): SendingWindow => {
    const clock = (quarter: number) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    const [from = '', to = ''] = times.toSorted((a, b) => a - b).map(clock);
    return { ...rest, from, to };
  });
const zones = fc.uniqueArray(
  fc.constantFrom(
    'America/Sao_Paulo',
    'America/Manaus',
    'America/New_York',
    'America/Havana',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Europe/Lisbon',
    'Pacific/Chatham',
  ),
  { minLength: 1, maxLength: 3 },
);
// Around the end of summer time in the north and its beginning in the south, twice.
const instant = fc
  .tuple(fc.constantFrom(2018, 2025), fc.integer({ min: 0, max: 20 * 24 * 4 - 1 }))
  .map(([year, quarter]) => Date.UTC(year, 9, 20) + quarter * 900_000);

it('is open exactly while a clock of each zone shows a time of the window', () => {
  fc.assert(
    fc.property(window, zones, instant, (given, places, now) => {
      const [opening] = openingsOf(given, places, new Date(now));
      for (let at = now; at < Math.min((opening?.end ?? Infinity) + 900_000, now + 4 * day); at += 900_000) {
        const claimed = opening !== undefined && opening.start <= at && at < opening.end;
        expect(claimed, new Date(at).toISOString()).toBe(isOpen(given, places, at));
      }
    }),
    { numRuns: 60 },
  );
});
