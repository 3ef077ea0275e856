import { RecipientStatus, type CampaignProgress, type RecipientStatus as Status } from '@recado/contract';
import { expect, test } from 'vitest';
import { outcomesOf } from '../../demo/campaign.ts';
import { progressInWords, showProgress } from './watch.ts';

const at = '2026-11-22T12:00:00.000Z';
const none = Object.fromEntries(RecipientStatus.options.map((status) => [status, 0])) as Record<Status, number>;
const progress: CampaignProgress = {
  status: 'running',
  people: 225,
  done: 221,
  percent: 98.2,
  reached: 200,
  by_status: { ...none, pending: 4, delivered: 200, suppressed: 20, failed: 1 },
  engagement: {
    delivered: { count: 200, of: 201, percent: 99.5 },
    read: { count: 120, of: 200, percent: 60 },
    replied: { count: 8, of: 200, percent: 4 },
    buttons: [{ text: 'Quero', count: 5 }],
    opted_out: { count: 1, of: 200, percent: 0.5 },
    blocked: { count: 1, of: 202, percent: 0.5 },
    median_seconds_to_read: 95.4,
  },
  kept_back: { frequency_cap: 20 },
  errors: [{ code: 63_024, meaning: 'cannot be reached', messages: 1 }],
  rate: 79.6,
  eta: '2026-11-22T12:02:05.000Z',
  cost: { amount: '12.50', currency: 'USD' },
  at,
};

test('a report has a line for each status, the most first, then reasons, errors and the cost', () => {
  const [head, ...lines] = showProgress(progress).split('\n');
  expect(head).toMatch(/^running: 98\.2 % of 225 people at /);
  expect(lines).toEqual([
    'delivered 200',
    'suppressed 20',
    'pending 4',
    'failed 1',
    'excluded',
    '  frequency_cap 20',
    'by error',
    '  63024 1  cannot be reached',
    'reached 200 people',
    'delivered 200 of 201 sent (99.5 %)',
    'read 120 of 200 delivered (60 %), half of them within 1 min 35 s',
    'replied 8 of 200 people reached (4 %)',
    '  button "Quero" 5',
    'opted out 1 of 200 delivered (0.5 %)',
    'blocked 1 of 202 sent or refused (0.5 %)',
    'cost USD 12.50',
  ]);
});

test('beside a bar stand the people, the rate and the time that is left', () => {
  expect(progressInWords(progress)).toBe('221 of 225 people, 80/s, 2 min 5 s to go');
});

test('the demo says which of its counts are as expected', () => {
  expect(outcomesOf(progress).map(({ expected }) => expected)).toEqual([undefined, undefined]);
  const lost = { ...progress, by_status: { ...progress.by_status, delivered: 199 } };
  expect(outcomesOf(lost)[0]).toMatchObject({ status: 'delivered', count: 199, expected: 'delivered' });
});
