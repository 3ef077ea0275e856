import { describe, expect, it, vi } from 'vitest';
import { alarmOf, failureRules, guardCampaigns } from './failure-guard.ts';
import { defaultObjectionLimits } from './objections.ts';
import { zeroCounts, type OutcomeCounts } from './outcome-counts.ts';

const blocking = new Map([[63042, 'Meta disabled the template']]);
const counts = (change: Partial<OutcomeCounts>): OutcomeCounts => ({ ...zeroCounts, ...change });
const failing = (failed: number, ended: number, more: Partial<OutcomeCounts> = {}) =>
  counts({ tried: ended, ended, failed, ...more });

describe('alarmOf', () => {
  it.each<[string, OutcomeCounts]>([
    ['nothing yet', zeroCounts],
    ['49 that all failed', failing(49, 49)],
    ['a fifth that failed', failing(20, 100)],
    ['failures that are few among those still on their way', failing(60, 60, { tried: 400 })],
    ['failures that an SMS stands in for', failing(90, 100, { fallbacks: 75 })],
    ['a blocking code nine times', failing(9, 60, { codes: { 63042: 9 } })],
    ['a blocking code in a twentieth', failing(50, 1000, { codes: { 63042: 50 } })],
    ['a code of single people', failing(15, 100, { codes: { 63024: 15 } })],
  ])('raises no alarm: %s', (_what, lately) => {
    expect(alarmOf(lately, blocking)).toBeUndefined();
  });

  it.each<[string, OutcomeCounts, string]>([
    ['more than a fifth failed', failing(21, 100), 'error_share'],
    ['the SMS failed, too', failing(50, 100, { fallbacks: 50, failedFallbacks: 21 }), 'error_share'],
    ['a blocking code ten times, of few', failing(10, 10, { codes: { 63042: 10 } }), 'blocked_by_63042'],
    ['a blocking code in more than a twentieth', failing(51, 1000, { codes: { 63042: 51 } }), 'blocked_by_63042'],
  ])('stops it: %s', (_what, lately, reason) => {
    expect(alarmOf(lately, blocking)).toMatchObject({ reason });
  });
});

describe('the watch', () => {
  const since = new Date(0);
  const now = new Date(1000);
  const look = async (tallies: { now: OutcomeCounts; base: OutcomeCounts }) => {
    const deps = {
      clock: () => now,
      findGuardedCampaigns: async () => [{ id: 'c1', since, isMarketing: true, start: zeroCounts, ...tallies }],
      findSettings: async () => ({ objectionLimits: defaultObjectionLimits }),
      releaseFirstParts: async () => {},
      objectionCodes: { blocked: [63_014], heldBack: [63_049] },
      moveGuardBase: vi.fn<Parameters<typeof guardCampaigns>[0]['moveGuardBase']>(async () => {}),
      savePause: vi.fn<Parameters<typeof guardCampaigns>[0]['savePause']>(async () => true),
      blockingCodes: blocking,
    };
    await guardCampaigns(deps);
    return { paused: deps.savePause.mock.calls, moved: deps.moveGuardBase.mock.calls.map(([, base]) => base) };
  };

  it('pauses a campaign with the reason and the figures', async () => {
    const { paused } = await look({ now: failing(60, 100), base: zeroCounts });
    expect(paused).toEqual([['c1', { at: now, reason: 'error_share', detail: { lost: 60, ended: 100, tried: 100 } }]]);
  });

  it('judges by what came since the base, so that a resume is not undone at once', async () => {
    expect(await look({ now: failing(60, 100), base: failing(60, 100) })).toEqual({ paused: [], moved: [] });
  });

  it('restarts the count from time to time, so that early successes do not hide late failures', async () => {
    const well = failing(0, failureRules.restartCountAfter);
    expect((await look({ now: well, base: zeroCounts })).moved).toEqual([well]);
    const broken = failing(250, well.ended + 300, { codes: { 63042: 250 } });
    expect((await look({ now: broken, base: well })).paused).toMatchObject([['c1', { reason: 'blocked_by_63042' }]]);
  });

  it('forgets failures that were taken back to be tried again', async () => {
    const { moved } = await look({ now: failing(0, 40), base: failing(60, 100, { codes: { 30008: 60 } }) });
    expect(moved).toMatchObject([{ failed: 0, ended: 40 }]);
  });
});
