import { expect, test } from 'vitest';
import { formatPercent, timeFormatOf } from './format.ts';

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

test.each([
  [0, 1, '0%'],
  [5 / 60_906, 1, '<0.1%'],
  [5 / 60_906, 2, '0.01%'],
  [0.0006, 1, '0.1%'],
  [0.5, 1, '50%'],
  [60_901 / 60_906, 1, '99.9%'],
  [0.9996, 2, '99.96%'],
  [1, 1, '100%'],
])('the share %d with %i digits is %s: neither all nor nothing by rounding', (share, digits, shown) =>
  expect(formatPercent('en', share, digits)).toBe(shown),
);
