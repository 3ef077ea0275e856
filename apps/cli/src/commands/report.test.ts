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

const duration = { messages: 9, p50: 1.5, p90: 4, p99: 8 };
const shared = { ...report, by: undefined, keys: undefined } as const;

/** Makes a report with the same figures in a step, a key and the totals. */
const reportOf = (name: Report['report'], own: object, more: object = {}) =>
  ({
    ...shared,
    report: name,
    by: 'campaign',
    points: [{ at: report.since, key: 'a', ...own }],
    keys: [
      { key: '01900000-0000-7000-8000-00000000000c', name: 'Saldos de verão em todas as lojas do país', ...own },
      { key: '', ...own },
    ],
    totals: own,
    ...more,
  }) as unknown as Report;

const amounts = {
  cost: '1234.5678',
  charged: '1000.25',
  expected: '234.3178',
  per_delivered: '0.0625',
  per_reply: '0.7',
};
const people = { reached: 90_000, replied: 1204, replied_percent: 1.34, opted_out: 32 };
const budget = { amount: '2000', currency: 'USD', spent: '1500', percent: 75 };

const reports: [Report, expected: RegExp][] = [
  [reportOf('delivery', figures), /too narrow for: .*kept back/],
  [
    reportOf(
      'engagement',
      { delivered: 96_110, read: 61_204, read_percent: 63.68, ...people },
      { buttons: [{ text: 'Quero', count: 12 }] },
    ),
    /Buttons pressed:\n {2}Quero: 12/,
  ],
  [
    reportOf(
      'cost',
      { accepted: 96_110, ...amounts },
      {
        keys: [{ key: 'a', name: 'Saldos', budget, accepted: 96_110, ...amounts }],
        daily_budget: { amount: '300', currency: 'USD', days: [{ day: '2026-11-02', spent: '150', percent: 50 }] },
      },
    ),
    /Saldos spent 75 % of its budget of USD 2000.\nDaily budget: USD 300. The most was 50 %, on 2026-11-02./,
  ],
  [
    reportOf('latency', { wait: duration, send: duration, deliver: duration, read: duration, reply: null }),
    /1.5 s \(90 %: 4 s\)/,
  ],
  [
    reportOf(
      'errors',
      { messages: 214, tried: 96_110, percent: 0.22 },
      {
        keys: [
          { key: '63024', meaning: 'not reached', remedy: 'send_sms', messages: 214, tried: 96_110, percent: 0.22 },
        ],
      },
    ),
    /63024: not reached. Remedy: send sms./,
  ],
  [reportOf('kept_back', { messages: 802, accepted: 96_110, percent: 0.83 }), /accepted +%/],
  [
    reportOf('campaigns', { sent: 96_110, delivered_percent: 97.1, read_percent: 63.68, ...people, cost: '1234.5' }),
    /Saldos de verão/,
  ],
  [
    reportOf('inbox', {
      received: 4021,
      opted_out: 214,
      pressed: 900,
      wrote: 1204,
      waiting: 12,
      answered: 1150,
      answered_in_24h: 1100,
      answered_in_24h_percent: 92.2,
      windows_closed: 40,
      first_answer: duration,
    }),
    /waiting +answered/,
  ],
];

test.each(reports)('$report fits a terminal of 80 characters, and has all columns without one', (shown, expected) => {
  const narrow = showReport(shown, 80);
  expect(narrow).toMatch(expected);
  const table = narrow
    .split('\n')
    .filter((line) => /^(?:campaign|Saldos|-|all|63024) /.test(line) && !line.includes(' spent '));
  expect(table.length).toBeGreaterThan(2);
  expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(showReport(shown)).not.toContain('too narrow');
});

test('a time may be a duration before now', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  const since = (text: string) => filterOf({ since: text, compare: false }, now).since;
  expect(since('28d')).toBe('2026-11-01T12:00:00.000Z');
  expect(since('12h')).toBe('2026-11-29T00:00:00.000Z');
  expect(since('2026-11-01T00:00:00Z')).toBe('2026-11-01T00:00:00Z');
  expect(() => since('last week')).toThrow('--since last week');
});
