import { expect, test } from 'vitest';
import { duration, moment } from './format.ts';

test.each([
  [0, '0 s'],
  [3.4, '3 s'],
  [60, '1 min'],
  [125, '2 min 5 s'],
  [7_500, '2 h 5 min'],
  [7_205, '2 h'],
  [100_000, '1 d 3 h'],
])('%d seconds are %s', (seconds, said) => expect(duration(seconds)).toBe(said));

test.each([
  ['UTC', '2026-12-24T12:00:00Z', '2026-12-24 12:00 UTC'],
  ['America/Sao_Paulo', '2026-12-24T12:00:00Z', '2026-12-24 09:00 UTC-3'],
  ['America/Sao_Paulo', '2026-12-24T01:30:00Z', '2026-12-23 22:30 UTC-3'],
  ['Asia/Kolkata', '2026-12-24T12:00:00Z', '2026-12-24 17:30 UTC+5:30'],
  ['Europe/Lisbon', '2026-07-24T12:00:00Z', '2026-07-24 13:00 UTC+1'],
  ['Europe/Lisbon', '2026-12-24T12:00:00Z', '2026-12-24 12:00 UTC'],
])('a time in %s (%s) is shown with its offset: %s', (zone, iso, shown) => expect(moment(iso, zone)).toBe(shown));

test('a time is shown in the time zone of this machine by default', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  expect(moment('2026-12-24T12:00:00Z')).toBe(moment('2026-12-24T12:00:00Z', timeZone));
});
