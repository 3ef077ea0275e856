import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, noon, settlement, submitted } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const second = 1_000;

const fedCampaign = async (count: number) => {
  const campaign = await test.campaign();
  const ids = await test.audience(campaign, test.people(count));
  await test.feedNext(campaign, count);
  await test.feedNext(campaign, 1);
  return { campaign, ids };
};

const sent = async (id: string) => {
  await test.claim(id, noon);
  await test.store.record(submitted(id));
};

const failed = async (id: string) => {
  await sent(id);
  await test.store.settleMessage(settlement({ messageId: id, status: 'failed', errorCode: 63024 }));
};

const statusOf = async (campaign: string) => (await test.store.loadCampaign(campaign))?.status;

describe('a campaign', () => {
  it('is completed, once, when everyone is sent or excluded, and not before', async () => {
    const { campaign, ids } = await fedCampaign(3);
    const [first = '', next = '', last = ''] = ids;
    await sent(first);
    await test.claim(next, noon);
    await test.sql('insert into suppressions select to_index, channel, $2, $2, now() from messages where id = $1', [
      last,
      'all',
    ]);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.claim(last, noon);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.counted(campaign);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.store.record(submitted(next));
    const other = test.another();
    const completed = await Promise.all([test.store, other].map((store) => store.completeCampaigns(later(second))));
    expect(completed.flat()).toEqual([campaign]);
    expect(await test.store.loadCampaign(campaign)).toMatchObject({ status: 'completed', endedAt: later(second) });
  });

  it('is not completed while people were not fed or are parked, nor while it is paused', async () => {
    const campaign = await test.campaign();
    const [first = '', next = ''] = await test.audience(campaign, test.people(2));
    await test.feedNext(campaign, 1);
    await sent(first);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.feedNext(campaign, 2);
    await test.sql(`update messages set due_at = 'infinity' where id = $1`, [next]);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.sql(`update messages set due_at = now() where id = $1`, [next]);
    await sent(next);
    await test.sql(`update campaigns set status = 'paused' where id = $1`, [campaign]);
    expect(await test.store.completeCampaigns(noon)).toEqual([]);
    await test.sql(`update campaigns set status = 'running' where id = $1`, [campaign]);
    expect(await test.store.completeCampaigns(noon)).toEqual([campaign]);
  });

  it('runs again when what failed is retried, and its feeder takes that up', async () => {
    const { campaign, ids } = await fedCampaign(2);
    for (const id of ids) await failed(id);
    await test.store.completeCampaigns(noon);
    const retried = await test.store.saveRetries({
      filter: { statuses: ['failed'], campaignId: campaign, limit: 10 },
      at: later(second),
      by: 'ops',
      neverAfter: [],
    });
    expect(retried).toEqual({ kind: 'retried', jobs: [], refused: 0, parked: 2 });
    expect(await statusOf(campaign)).toBe('running');
    expect((await test.store.loadCampaignHistory(campaign))?.events.at(-1)).toMatchObject({
      type: 'retried',
      by: 'ops',
    });
    expect(await test.store.completeCampaigns(later(second))).toEqual([]);
    expect(await test.claim(ids[0] ?? '', later(second))).toEqual({ kind: 'over' });
    const request = { campaignId: campaign, zoneSet: 1, units: 5, at: later(second), windowUntil: null };
    const { jobs } = await test.feeding((feed) => feed.releaseParked(request));
    expect(jobs.map(({ messageId }) => messageId).toSorted()).toEqual(ids.toSorted());
    expect(await test.claim(ids[0] ?? '', later(second))).toMatchObject({ kind: 'claimed' });
  });

  it.each([
    ['a batch of a retry after the first', {}, 1],
    ['a retry that writes an event of its own', { hasOwnEvent: true }, 0],
  ])('has no second event for %s', async (_what, more, events) => {
    const { campaign, ids } = await fedCampaign(2);
    for (const id of ids) await failed(id);
    await test.store.completeCampaigns(noon);
    const filter = { statuses: ['failed'] as const, campaignId: campaign, limit: 1 };
    for (const at of [later(second), later(2 * second)])
      await test.store.saveRetries({ filter, at, by: 'ops', neverAfter: [], ...more });
    expect(await statusOf(campaign)).toBe('running');
    const history = await test.store.loadCampaignHistory(campaign);
    expect(history?.events.filter(({ type }) => type === 'retried')).toHaveLength(events);
  });

  it('is never completed over messages that are just being retried', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { campaign, ids } = await fedCampaign(3);
      for (const id of ids) await failed(id);
      const filter = { statuses: ['failed'] as const, campaignId: campaign, limit: 10 };
      await Promise.all([
        test.store.saveRetries({ filter, at: noon, by: 'ops', neverAfter: [] }),
        test.another().completeCampaigns(noon),
      ]);
      expect(await statusOf(campaign)).toBe('running');
    }
  });
});

describe('an SMS in the place of a campaign’s message', () => {
  it('gets its turn by the feeder of its sender, and holds the campaign open', async () => {
    await test.sql(
      `insert into templates (name, language, channel, category, body, variables, created_at, updated_at)
      values ('text', 'pt_BR', 'sms', 'marketing', 'Oi {{name}} {{store}}', '{name,store}', now(), now())`,
    );
    const fallback = { channel: 'sms', template: 'text', after: 60, variables: { store: 'Centro' } };
    const campaign = await test.campaign({ fallback, variables: { store: 'none', order_id: '1' } });
    const people = test.people(1, { hasFallback: true, variables: { name: 'Ana' } });
    const [id = ''] = await test.audience(campaign, people);
    await test.feedNext(campaign, 2);
    await sent(id);
    expect(await test.store.completeCampaigns(later(59 * second))).toEqual([]);
    expect(await test.store.fallBack(later(61 * second), 10)).toEqual({ seen: 1, jobs: [] });
    const request = { campaignId: campaign, zoneSet: 1, units: 5, at: later(62 * second), windowUntil: null };
    const { jobs } = await test.feeding((feed) => feed.releaseParked(request), 'texts');
    expect(jobs).toEqual([{ messageId: expect.any(String), senderId: 'texts', segments: 1, lane: 'campaign' }]);
    const claim = await test.claim(jobs[0]?.messageId ?? '', later(62 * second));
    expect(claim).toMatchObject({
      kind: 'claimed',
      message: { channel: 'sms', to: people[0]?.to, content: { variables: { name: 'Ana', store: 'Centro' } } },
    });
    expect(await test.counted(campaign)).toEqual({ sent: 1, sending: 1 });
  });

  it('by a template that has become marketing keeps to the hours for it, though the campaign has none', async () => {
    const fallback = { channel: 'sms', template: 'text', after: 60, variables: { store: 'Centro' } };
    const campaign = await test.campaign({ fallback, category: 'utility', variables: { order_id: '1' } });
    const [id = ''] = await test.audience(campaign, test.people(1, { hasFallback: true, variables: { name: 'Ana' } }));
    await test.feedNext(campaign, 2);
    await sent(id);
    await test.store.fallBack(later(61 * second), 10);
    const night = later(12 * 3_600 * second);
    const request = { campaignId: campaign, zoneSet: 1, units: 5, at: night, windowUntil: null };
    const { jobs } = await test.feeding((feed) => feed.releaseParked(request), 'texts');
    const smsId = jobs[0]?.messageId ?? '';
    expect(await test.claim(smsId, night)).toEqual({ kind: 'early', at: later(24 * 3_600 * second) });
  });
});

describe('a message that is parked', () => {
  it('does not wait for a job, and expires like any other', async () => {
    const { ids } = await fedCampaign(2);
    const [parked = '', queued = ''] = ids;
    await test.sql(`update messages set due_at = 'infinity', valid_until = $2 where id = $1`, [parked, later(second)]);
    const waiting = await test.store.findWaiting(later(60 * second), undefined, 1_000);
    const { jobs: accepted } = await test.store.findAccepted(
      { senderIds: ['store'], until: later(60 * second) },
      1_000,
    );
    for (const found of [waiting, accepted].map((jobs) => jobs.map(({ messageId }) => messageId))) {
      expect(found).toContain(queued);
      expect(found).not.toContain(parked);
    }
    await test.store.expireOverdue(later(second), 10);
    expect((await test.store.loadMessage(parked))?.message.status).toBe('expired');
  });
});
