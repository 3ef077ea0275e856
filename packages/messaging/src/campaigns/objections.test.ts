import { describe, expect, it } from 'vitest';
import { zeroCounts, type OutcomeCounts } from './outcome-counts.ts';
import { defaultObjectionLimits, firstPartOf, objectionAlarmOf } from './objections.ts';

const codes = { blocked: [63_014, 63_033], heldBack: [63_049] };

const alarmOf = (counts: Partial<OutcomeCounts>, change: Partial<typeof defaultObjectionLimits> = {}) =>
  objectionAlarmOf({ ...zeroCounts, ...counts }, { ...defaultObjectionLimits, ...change }, codes);

describe('objections', () => {
  it.each<[string, Partial<OutcomeCounts>, Parameters<typeof alarmOf>[1]?]>([
    ['nothing yet', {}],
    ['opt-outs at the limit', { tried: 200, delivered: 200, optedOut: 4 }],
    ['opt-outs of too few people', { tried: 99, delivered: 99, optedOut: 50 }],
    ['blocks at the limit', { tried: 200, codes: { 63014: 2 } }],
    ['messages that Meta held back at the limit', { tried: 200, codes: { 63049: 40 } }],
    ['failures with other codes', { tried: 200, codes: { 63024: 100 } }],
    ['anything if the limits are off', { tried: 200, delivered: 200, optedOut: 100 }, { enabled: false }],
    ['opt-outs within a higher limit', { tried: 200, delivered: 200, optedOut: 9 }, { opted_out_percent: 5 }],
  ])('do not pause for %s', (_what, counts, change) => {
    expect(alarmOf(counts, change)).toBeUndefined();
  });

  it.each<[string, Partial<OutcomeCounts>, object]>([
    ['opt-outs', { tried: 250, delivered: 200, optedOut: 5 }, { opted_out: 5, delivered: 200, limit_percent: 2 }],
    [
      'blocks of both codes',
      { tried: 200, codes: { 63014: 2, 63033: 1 } },
      { blocked: 3, tried: 200, limit_percent: 1 },
    ],
    [
      'messages that Meta held back',
      { tried: 200, codes: { 63049: 41 } },
      { held_back_by_meta: 41, tried: 200, limit_percent: 20 },
    ],
  ])('pause for %s, with the figures', (_what, counts, detail) => {
    expect(alarmOf(counts)).toEqual({ reason: 'objections', detail });
  });
});

it.each([
  [{}, 100_000, 2_000],
  [{}, 10_000, 200],
  [{}, 201, 200],
  [{}, 200, undefined],
  [{ category: 'utility' as const }, 100_000, undefined],
  [{ dryRun: true }, 100_000, undefined],
])('the first part of a campaign %o of %i people is %s', (change, recipients, expected) => {
  const campaign = { category: 'marketing' as const, dryRun: false, recipients, ...change };
  expect(firstPartOf(campaign, defaultObjectionLimits)).toBe(expected);
  expect(firstPartOf(campaign, { ...defaultObjectionLimits, enabled: false })).toBeUndefined();
});
