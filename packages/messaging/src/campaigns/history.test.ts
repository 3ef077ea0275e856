import { expect, it } from 'vitest';
import type { RecordedCampaign } from './campaign.ts';
import { campaignHistory, type RecordedHistoryPoint } from './history.ts';

const from = new Date('2026-11-22T12:00:00Z');
const after = (minutes: number) => new Date(from.getTime() + minutes * 60_000);

const history = (minutes: number, step: Parameters<typeof campaignHistory>[2] = 'auto') =>
  campaignHistory(
    {
      loadCampaignHistory: async () => ({ campaign: {} as RecordedCampaign, events: [] }),
      findHistoryRange: async () => ({ from, to: after(minutes) }),
      loadHistory: async (_id, range) => [{ at: range.from, sent: 1 } as RecordedHistoryPoint],
      findPriceCurrency: async () => 'USD',
    },
    'c1',
    step,
  );

it.each([
  [0, 60, 1],
  [1, 60, 2],
  [499, 60, 500],
  [500, 300, 101],
  [500 * 5, 900, 167],
  [60 * 24 * 30, 6 * 3600, 121],
  [60 * 24 * 400, 24 * 3600, 401],
  [60 * 24 * 1000, 24 * 3600, 500],
])('a campaign of %i minutes has steps of %i seconds and %i points', async (minutes, seconds, count) => {
  const { stepSeconds, points } = await history(minutes);
  expect([stepSeconds, points.length]).toEqual([seconds, count]);
  expect(points.at(-1)?.at.getTime()).toBeLessThanOrEqual(after(minutes).getTime());
});

it('has a point for each step, also where nothing happened, and the last 500 of a short one', async () => {
  const { points } = await history(2);
  expect(points.map(({ sent }) => sent)).toEqual([1, 0, 0]);
  const long = await history(1000, 'minute');
  expect(long.points).toHaveLength(500);
  expect(long.points.at(-1)?.at).toEqual(after(1000));
});

it('is empty before anything happened', async () => {
  const deps = {
    loadCampaignHistory: async () => ({ campaign: {} as RecordedCampaign, events: [] }),
    findHistoryRange: async () => undefined,
    loadHistory: async () => [],
    findPriceCurrency: async () => undefined,
  };
  expect(await campaignHistory(deps, 'c1', 'auto')).toMatchObject({ points: [] });
});
