import { expect, it } from 'vitest';
import { readTime } from './dates.ts';

const timezone = 'America/Sao_Paulo';
const iso = (text: string, rules = {}) => {
  const read = readTime(text, { timezone, ...rules });
  return 'at' in read ? read.at.toISOString() : read.reason;
};

it.each([
  ['01/10/2026 10:00', '2026-10-01T13:00:00.000Z'],
  ['01/10/2026 10:00:30', '2026-10-01T13:00:30.000Z'],
  ['1/10/2026 9:05', '2026-10-01T12:05:00.000Z'],
  ['01/10/2026', '2026-10-01T03:00:00.000Z'],
  ['01/10/26', '2026-10-01T03:00:00.000Z'],
  ['01-10-2026', '2026-10-01T03:00:00.000Z'],
  ['01.10.2026 10:00', '2026-10-01T13:00:00.000Z'],
  ['01/10/2026, 10:00', '2026-10-01T13:00:00.000Z'],
  ['01/10/2026 às 10:00', '2026-10-01T13:00:00.000Z'],
  ['01/10/2026 10h00', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01', '2026-10-01T03:00:00.000Z'],
  ['2026/10/01', '2026-10-01T03:00:00.000Z'],
  ['2026-10-01 10:00:00', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01T10:00', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01 10:00:00.123456', '2026-10-01T13:00:00.123Z'],
  ['2026-10-01T13:00:00Z', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01T10:00:00-03:00', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01 10:00:00-0300', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01 13:00:00 UTC', '2026-10-01T13:00:00.000Z'],
  ['2026-10-01 13:00:00 +0000', '2026-10-01T13:00:00.000Z'],
  ['10/01/2026 3:30 PM', '2026-01-10T18:30:00.000Z'],
  ['10/01/2026 12:15 a.m.', '2026-01-10T03:15:00.000Z'],
  ['31/12/2025 23:59', '2026-01-01T02:59:00.000Z'],
])('%j in São Paulo is %s', (text, at) => expect(iso(text)).toBe(at));

it('reads the month first where people write it so', () => {
  expect(iso('10/01/2026 10:00', { isMonthFirst: true })).toBe('2026-10-01T13:00:00.000Z');
  expect(iso('2026-10-01', { isMonthFirst: true })).toBe('2026-10-01T03:00:00.000Z');
});

it('follows the clock of the zone through summer time', () => {
  expect(iso('01/07/2026 10:00', { timezone: 'Europe/Madrid' })).toBe('2026-07-01T08:00:00.000Z');
  expect(iso('01/12/2026 10:00', { timezone: 'Europe/Madrid' })).toBe('2026-12-01T09:00:00.000Z');
});

it.each([
  ['31/02/2026', 'impossible_date'],
  ['13/13/2026', 'impossible_date'],
  ['01/10/2026 25:00', 'impossible_date'],
  ['yesterday', 'invalid_format'],
  ['46296.4167', 'invalid_format'],
  ['1 de outubro de 2026', 'invalid_format'],
  ['01/10-2026', 'invalid_format'],
  ['10/2026', 'invalid_format'],
  ['01/10/2026 13:00 PM', 'invalid_format'],
])('%j: %s', (text, reason) => expect(iso(text)).toBe(reason));

it('asks for a zone where the file names no offset', () => {
  expect(readTime('01/10/2026 10:00', {})).toEqual({ reason: 'timezone_needed' });
  expect(readTime('2026-10-01T10:00:00-03:00', {})).toMatchObject({ at: new Date('2026-10-01T13:00:00Z') });
});
