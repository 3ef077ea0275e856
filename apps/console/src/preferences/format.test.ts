import { expect, test } from 'vitest';
import { timeFormatOf } from './format.ts';

const now = new Date('2027-01-01T04:00:00Z');

test.each([
  ['clock', '2027-01-01T03:30:00Z', 'UTC', '03:30:00 AM'],
  ['clock', '2026-12-31T20:00:00Z', 'UTC', 'Dec 31, 2026, 08:00:00 PM'],
  ['clock', '2026-12-31T20:00:00Z', 'Pacific/Auckland', '09:00:00 AM'],
  ['clock', '2027-01-01T02:30:00Z', 'America/Sao_Paulo', 'Dec 31, 2026, 11:30:00 PM'],
  ['short', '2027-01-01T02:30:00Z', 'America/Sao_Paulo', 'Dec 31, 2026, 11:30 PM'],
  ['short', '2026-12-31T23:30:00Z', 'Pacific/Auckland', 'Jan 1, 12:30 PM'],
] as const)(
  'the %s time of %s in %s names its day and year if these are not those of now',
  (show, at, timeZone, shown) => {
    const format = timeFormatOf({ show, date: new Date(at), now, timeZone });
    const text = new Intl.DateTimeFormat('en', { hourCycle: 'h12', ...format }).format(new Date(at));
    expect(text.replaceAll('\u202F', ' ')).toBe(shown);
  },
);
