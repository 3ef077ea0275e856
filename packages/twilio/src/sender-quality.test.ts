import { expect, it } from 'vitest';
import { factsOf } from './sender-quality.ts';

it.each([
  ['HIGH', 'high'],
  ['GREEN', 'high'],
  ['Medium', 'medium'],
  ['yellow', 'medium'],
  ['LOW', 'low'],
  [' RED ', 'low'],
  ['UNKNOWN', undefined],
  ['LOWER_THAN_EVER', undefined],
  ['', undefined],
  [null, undefined],
])('a quality rating of %s is %s', (qualityRating, rating) => {
  expect(factsOf({ qualityRating }).rating).toBe(rating);
});

it.each([
  ['TIER_250', 250],
  ['TIER_2K', 2_000],
  ['TIER_10K', 10_000],
  ['TIER_100K', 100_000],
  ['10K Customers/24hr', 10_000],
  ['1,000 customers per 24 hours', 1_000],
  ['100.000', 100_000],
  ['250 Kunden', 250],
  ['1M', 1_000_000],
  ['TIER_UNLIMITED', null],
  ['Unlimited Customers/24hr', null],
  ['TIER_NOT_SET', undefined],
  ['0', undefined],
  ['9'.repeat(40), undefined],
  ['', undefined],
  [null, undefined],
])('a messaging limit of %s is %s', (messagingLimit, limit) => {
  expect(factsOf({ messagingLimit }).messagingLimit).toBe(limit);
});

it('absent properties say nothing', () => {
  expect([factsOf(undefined), factsOf(null), factsOf({})]).toEqual([{}, {}, {}]);
});
