import type { Report } from '@recado/contract';
import { expect, test } from 'vitest';
import { filterOf, showReport } from './report.ts';

const none = { waiting: 0, undelivered: 0, expired: 0, canceled: 0 };
const figures = {
  accepted: 80,
  sent: 70,
  delivered: 63,
  delivered_percent: 90,
  read: 20,
  failed: 4,
  kept_back: 6,
  ...none,
};
const few = { ...figures, accepted: 5, sent: 0, delivered: 0, delivered_percent: null, read: 0 };

const report: Report = {
  report: 'delivery',
  since: '2026-11-01T03:00:00.000Z',
  until: '2026-11-03T03:00:00.000Z',
  step: 'day',
  timezone: 'America/Sao_Paulo',
  currency: 'USD',
  points: [
    { at: '2026-11-01T03:00:00.000Z', ...figures },
    { at: '2026-11-02T03:00:00.000Z', ...few },
  ],
  totals: { ...figures, accepted: 85 },
  counted_until: '2026-11-02T14:31:07.412Z',
};

test('a report has a line with a bar for each step, and the totals', () => {
  expect(showReport(report)).toBe(
    [
      'delivery: 2026-11-01 to 2026-11-03 (America/Sao_Paulo, USD)',
      'from                              accepted  sent  delivered  delivered %  read  undelivered  failed  kept back',
      '2026-11-01  ████████████████████  80        70    63         90           20    0            4       6',
      '2026-11-02  █▎                    5         0     0          -            0     0            4       6',
      'all                               85        70    63         90           20    0            4       6',
    ].join('\n'),
  );
});

test('a report by a field has a line for each value, with its change', () => {
  const keys = [
    { key: 'offer', ...figures },
    { key: '', ...few },
  ];
  const previous = { since: '', until: '', totals: few, keys: [{ key: 'offer', ...figures, accepted: 100 }] };
  const lines = showReport({ ...report, by: 'template', keys, previous, left_out: 3, day_offset_minutes: 30 }).split(
    '\n',
  );
  expect(lines.map((line) => line.slice(0, 8).trim())).toEqual([
    'delivery',
    'template',
    'offer',
    '-',
    'all',
    '3 smalle',
    'Days beg',
  ]);
  expect(lines.slice(2, 5).map((line) => line.split(/ {2,}/).at(-1))).toEqual(['-20 %', 'new', '+1600 %']);
});

test('durations are shown by their median and their ninetieth percentile', () => {
  const stage = { messages: 9, p50: 1.5, p90: 4, p99: 8 };
  const stages = { wait: stage, send: stage, deliver: null, read: null, reply: null };
  const { since, until, timezone, counted_until } = report;
  const shared = { since, until, timezone, counted_until, step: 'day' as const };
  const latency: Report = { ...shared, report: 'latency', points: [{ at: since, ...stages }], totals: stages };
  expect(showReport(latency)).toContain('1.5 s (90 %: 4 s)');
});

test('a time may be a duration before now', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const since = (text: string) => filterOf({ since: text, compare: false }, now).since;
  expect(since('28d')).toBe('2026-11-01T12:00:00.000Z');
  expect(since('12h')).toBe('2026-11-29T00:00:00.000Z');
  expect(since('2026-11-01T00:00:00Z')).toBe('2026-11-01T00:00:00Z');
  expect(() => since('last week')).toThrow('--since last week');
});
