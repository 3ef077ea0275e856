import type { SendingWindow } from '@recado/contract';
import { describe, expect, it, vi } from 'vitest';
import type { Enqueueing } from '../messages/message.ts';
import { makeOpenings, type FeedResult, type FeedTransaction, type ZoneGroup, type FeedRequest } from './feed-store.ts';
import { feedCampaigns } from './feed.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const senderOf = (mps: number) => ({
  id: 'store',
  channel: 'whatsapp' as const,
  address: '+551150289876',
  mps,
  dailyLimit: null,
  paused: false,
  createdAt: noon,
  updatedAt: noon,
});

type Audience = { unfed: number; parked?: number; zones?: string[]; cost?: number };
type Campaign = {
  id: string;
  window?: SendingWindow;
  budget?: number;
  /** `rest` people wait until the others were watched. */
  firstPart?: { rest: number };
  hasConsentBasis?: boolean;
  audience: Audience[];
};

const groupOf = ({ unfed, parked = 0, zones = ['America/Sao_Paulo'] }: Audience, zoneSet: number): ZoneGroup => ({
  zoneSet,
  zones,
  hasParked: parked > 0,
  hasNew: unfed > 0,
});

/** A record with campaigns of one sender, each message one unit. */
const world = (
  campaigns: Campaign[],
  { mps = 10, queued = {} }: { mps?: number; queued?: Record<string, number> } = {},
) => {
  const waiting = new Map(Object.entries(queued));
  const paused: string[] = [];
  const find = ({ campaignId, zoneSet }: FeedRequest) => {
    const campaign = campaigns.find(({ id }) => id === campaignId);
    const audience = campaign?.audience[zoneSet];
    if (!audience) throw new Error('no people are requested');
    return audience;
  };
  const give = (request: FeedRequest, count: number, left: number, budgetLeft?: number): FeedResult => {
    waiting.set(request.campaignId, (waiting.get(request.campaignId) ?? 0) + count);
    const messageId = `${request.campaignId}${request.zoneSet}`;
    return {
      jobs: Array.from({ length: count }, (): Enqueueing => ({ messageId, senderId: 'store' })),
      units: count,
      people: count,
      isOver: left === 0,
      isBeyondBudget: budgetLeft !== undefined && left > 0 && count < request.units,
      ...(budgetLeft !== undefined && { budgetLeft: String(budgetLeft) }),
    };
  };
  const feed = {
    countQueued: vi.fn<FeedTransaction['countQueued']>(async () => new Map(waiting)),
    findBacklog: vi.fn<FeedTransaction['findBacklog']>(async () =>
      campaigns
        .filter(({ id }) => !paused.includes(id))
        .map(({ id, window, budget, firstPart, hasConsentBasis = false, audience }) => ({
          campaignId: id,
          ...(window && { window }),
          hasBudget: budget !== undefined,
          hasConsentBasis,
          hasFirstPart: firstPart !== undefined,
          parts: audience.map(groupOf).filter(({ hasParked, hasNew }) => hasParked || hasNew),
        })),
    ),
    lockBudget: vi.fn<FeedTransaction['lockBudget']>(async (id) => ({
      left: String(campaigns.find((each) => each.id === id)?.budget),
      of: id === 'day' ? 'daily_budget' : 'budget',
    })),
    lockFirstPart: vi.fn<FeedTransaction['lockFirstPart']>(async (id) => {
      const { firstPart, audience } = campaigns.find((each) => each.id === id) ?? { audience: [] };
      const unfed = audience.reduce((sum, each) => sum + each.unfed, 0);
      return firstPart === undefined ? undefined : Math.max(0, unfed - firstPart.rest);
    }),
    releaseParked: vi.fn<FeedTransaction['releaseParked']>(async (request) => {
      const audience = find(request);
      const count = Math.min(request.units, audience.parked ?? 0);
      audience.parked = (audience.parked ?? 0) - count;
      return give(request, count, audience.parked);
    }),
    feedNext: vi.fn<FeedTransaction['feedNext']>(async (request) => {
      const audience = find(request);
      const affordable = request.budgetLeft === undefined ? Infinity : Number(request.budgetLeft);
      const count = Math.min(request.units, audience.unfed, affordable);
      audience.unfed -= count;
      return give(request, count, audience.unfed, request.budgetLeft === undefined ? undefined : affordable - count);
    }),
    recordConsent: vi.fn<FeedTransaction['recordConsent']>(async () => {}),
    pauseWhenSent: vi.fn<FeedTransaction['pauseWhenSent']>(async (id) => void paused.push(id)),
  };
  const enqueueAll = vi.fn<(jobs: Enqueueing[]) => Promise<void>>(async () => {});
  const run = (now = noon) =>
    feedCampaigns({
      clock: () => now,
      openings: makeOpenings(),
      findSendersToFeed: async () => [senderOf(mps)],
      feeding: async (_senderId, work) => work(feed),
      enqueueAll,
    });
  const jobs = () => {
    const all = enqueueAll.mock.calls.flatMap(([batch]) => batch.map(({ messageId }) => messageId));
    return Object.fromEntries([...Map.groupBy(all, (id) => id)].map(([id, each]) => [id, each.length]));
  };
  return { run, jobs, feed, enqueueAll, queued: waiting };
};

const all = (unfed: number): Audience[] => [{ unfed }];

describe('the feeder', () => {
  it('fills twenty seconds of the rate, and queues what it fed after the commit', async () => {
    const { run, jobs } = world([{ id: 'a', audience: all(1_000) }]);
    await run();
    expect(jobs()).toEqual({ a0: 200 });
  });

  it.each([
    [190, 0],
    [191, 0],
    [189, 11],
    [0, 200],
  ])('with %i of 200 in the queue adds %i', async (queued, added) => {
    const { run, enqueueAll } = world([{ id: 'a', audience: all(1_000) }], { queued: { a: queued + 1 } });
    await run();
    expect(enqueueAll.mock.calls.flat(2)).toHaveLength(Math.max(0, added - 1));
  });

  it('shares the queue equally, and gives to the others what one has no people for', async () => {
    const { run, jobs } = world([
      { id: 'a', audience: all(1_000) },
      { id: 'b', audience: all(20) },
      { id: 'c', audience: all(1_000) },
    ]);
    await run();
    expect(jobs()).toEqual({ a0: 90, b0: 20, c0: 90 });
  });

  it('lets a campaign that comes later catch up with the one that fills the queue', async () => {
    const campaigns = ['a', 'b'].map((id) => ({ id, audience: all(1_000) }));
    const { run, jobs } = world(campaigns, { queued: { a: 150 } });
    await run();
    expect(jobs()).toEqual({ b0: 50 });
  });

  it('takes those first who were parked', async () => {
    const { run, jobs } = world([{ id: 'a', audience: [{ unfed: 500 }, { unfed: 0, parked: 120 }] }]);
    await run();
    expect(jobs()).toEqual({ a1: 120, a0: 80 });
  });

  it('feeds whose window is open, the one that closes first before the others, with its end', async () => {
    const window = { days: ['sun'], from: '08:00', to: '20:00', timezone: 'recipient', holidays: [] } as SendingWindow;
    const audience = ['America/Sao_Paulo', 'America/Los_Angeles', 'Europe/Lisbon'].map((zone) => ({
      unfed: 150,
      zones: [zone],
    }));
    const { run, jobs, feed } = world([{ id: 'a', window, audience }]);
    await run();
    expect(jobs()).toEqual({ a2: 150, a0: 50 });
    expect(feed.feedNext.mock.calls.map(([request]) => request.windowUntil)).toEqual([
      new Date('2026-11-22T20:00:00Z'),
      new Date('2026-11-22T23:00:00Z'),
    ]);
  });

  it('pauses a campaign whose budget does not suffice for the next one', async () => {
    const { run, jobs, feed } = world([
      { id: 'a', budget: 30, audience: [{ unfed: 20 }, { unfed: 20 }] },
      { id: 'b', budget: 30, audience: all(30) },
    ]);
    await run();
    expect(jobs()).toEqual({ a0: 20, a1: 10, b0: 30 });
    expect(feed.pauseWhenSent.mock.calls).toEqual([['a', 'budget', noon]]);
  });

  it('feeds no one of a campaign that has spent more than its budget', async () => {
    const { run, jobs, feed } = world([{ id: 'a', budget: -1, audience: [{ unfed: 0, parked: 3 }] }]);
    await run();
    expect(jobs()).toEqual({});
    expect(feed.pauseWhenSent).toHaveBeenCalledExactlyOnceWith('a', 'budget', noon);
  });

  it('says so when it is the budget of the day that does not suffice', async () => {
    const { run, jobs, feed } = world([{ id: 'day', budget: 3, audience: all(30) }]);
    await run();
    expect(jobs()).toEqual({ day0: 3 });
    expect(feed.pauseWhenSent).toHaveBeenCalledExactlyOnceWith('day', 'daily_budget', noon);
  });

  it('writes consent only for people that the campaign’s basis covers', async () => {
    const { run, feed } = world([
      { id: 'a', hasConsentBasis: true, audience: all(2) },
      { id: 'b', audience: all(2) },
    ]);
    await run();
    expect(feed.recordConsent.mock.calls).toEqual([[['a0', 'a0'], noon]]);
  });

  it('feeds a fast sender in several transactions', async () => {
    const { run, jobs, feed, enqueueAll } = world([{ id: 'a', audience: all(10_000) }], { mps: 250 });
    await run();
    expect(jobs()).toEqual({ a0: 5_000 });
    expect(Math.max(...enqueueAll.mock.calls.map(([batch]) => batch.length))).toBe(500);
    expect(feed.countQueued.mock.calls.length).toBeGreaterThan(1);
  });
});

describe('the first part of a campaign', () => {
  it('is fed and not one person more, and leaves the rest of the room to others', async () => {
    const { run, jobs } = world([
      { id: 'held', firstPart: { rest: 900 }, audience: [{ unfed: 500 }, { unfed: 420 }] },
      { id: 'free', audience: all(1_000) },
    ]);
    await run();
    expect(jobs()).toEqual({ held0: 20, free0: 180 });
  });

  it('does not keep parked messages from being sent', async () => {
    const { run, jobs } = world([{ id: 'held', firstPart: { rest: 900 }, audience: [{ unfed: 900, parked: 30 }] }]);
    await run();
    expect(jobs()).toEqual({ held0: 30 });
  });
});
