import type { Estimate } from '@recado/contract';
import { expect, test } from 'vitest';
import { showEstimate } from './launch.ts';

const estimate: Estimate = {
  version: 'v',
  people: 100,
  to_send: 97,
  kept_back: { opted_out: 3 },
  cost: { amount: '6.06', currency: 'USD' },
  prices_are_example: true,
  unpriced: ['PT'],
  by_country: [{ country: 'BR', people: 97, cost: { amount: '6.06', currency: 'USD' } }],
  budget: { amount: '5.00', currency: 'USD' },
  is_within_budget: false,
  by_sender: [{ sender: 'store', people: 97, rate: 80, paused: true }],
  beyond_a_year: 0,
  dry_run: false,
};

test('an estimate shows recipients, exclusions, cost and warnings', () => {
  const lines = showEstimate(estimate).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^people +100$/),
      expect.stringMatching(/^to send +97$/),
      expect.stringMatching(/^excluded +3 opted_out$/),
      expect.stringMatching(
        /^cost +USD 6\.06; from the example prices.*; without PT.*; BEYOND the budget of USD 5\.00$/,
      ),
      expect.stringMatching(/^sender +store 97 at 80\/s, PAUSED$/),
    ]),
  );
});

test('an estimate says which accents make an SMS dearer', () => {
  const unicode = { characters: ['ã'], people: 1000, segments: 3000, segments_in_gsm7: 1000 };
  const extra = { amount: '210.00', currency: 'USD' };
  expect(showEstimate({ ...estimate, unicode: { ...unicode, extra_cost: extra } })).toContain(
    'because of ã: 3 segments instead of 1, USD 210.00 more',
  );
  expect(showEstimate({ ...estimate, unicode: { ...unicode, segments: 1000 } })).toContain(
    'sent as UCS-2 because of ã',
  );
  expect(showEstimate({ ...estimate, unicode: { ...unicode, segments: 2500 } })).toContain(
    '1000 sent as UCS-2 because of ã: 2500 segments instead of 1000',
  );
});

test('an estimate without a cost does not judge the budget', () => {
  const { cost: _cost, is_within_budget: _fits, ...withoutCost } = estimate;
  expect(showEstimate(withoutCost)).toMatch(/^cost +not known; (?!.*budget)/m);
});

test('an estimate shows a balance, and warns if it does not pay', () => {
  const balance = { amount: '5.00', currency: 'USD', read_at: '2026-11-22T12:00:00Z' };
  expect(showEstimate({ ...estimate, balance })).toMatch(/^balance +USD 5\.00 at Twilio$/m);
  expect(showEstimate({ ...estimate, balance: { ...balance, is_enough: false } })).toContain('NOT ENOUGH');
});
