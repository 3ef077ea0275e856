import { defaultObjectionLimits, feedCampaigns, guardCampaigns, makeOpenings, resumeCampaign } from '@recado/messaging';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { later, noon } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());
afterEach(() => test.sql(`update campaigns set status = 'canceled'`));

const minute = 60_000;

/** Feeds all senders at once, as several workers do. */
const feed = (at = noon) => {
  const deps = { ...test.store, clock: () => at, openings: makeOpenings(), enqueueAll: async () => {} };
  return Promise.all([feedCampaigns(deps), feedCampaigns(deps)]);
};

const guard = (at: Date) =>
  guardCampaigns({
    ...test.store,
    clock: () => at,
    blockingCodes: new Map(),
    objectionCodes: { blocked: [63_014, 63_033], heldBack: [63_049] },
  });

/** A campaign of two senders that waits after its first 100 people. */
const launched = async () => {
  const id = await test.campaign({ recipients: 300, first_part: 100, sender_ids: ['store', 'second'] });
  await test.audience(id, [...test.people(40, { excluded: 'opted_out' }), ...test.people(260)]);
  await feed();
  return id;
};

const fedOf = async (id: string) => {
  const { accepted = 0, delivered = 0, failed = 0 } = await test.statusCounts(id);
  return accepted + delivered + failed;
};

const eventsOf = async (id: string, type: string) =>
  (await test.store.loadCampaignHistory(id))?.events.filter((event) => event.type === type);

const end = (id: string, status: string, code?: number, count = 100) =>
  test.sql(
    `update messages set status = $2::message_status, error_code = $3 where id in (
      select id from messages where campaign_id = $1 and status = 'accepted' limit $4
    )`,
    [id, status, code ?? null, count],
  );

const optOut = (id: string, people: number) =>
  test.sql(`insert into campaign_deltas (campaign_id, opted_out, day) values ($1, $2, current_date)`, [id, people]);

it('feeds the first part exactly, and the rest after nobody objected while it was watched', async () => {
  const id = await launched();
  await feed();
  expect(await fedOf(id)).toBe(100);
  await end(id, 'delivered');
  await optOut(id, 2);
  await guard(later(29 * minute));
  await feed(later(29 * minute));
  expect(await fedOf(id)).toBe(100);
  expect(await eventsOf(id, 'first_part_passed')).toEqual([]);
  await Promise.all([guard(later(31 * minute)), guard(later(31 * minute))]);
  await feed(later(31 * minute));
  expect(await fedOf(id)).toBe(260);
  await guard(later(32 * minute));
  expect(await eventsOf(id, 'first_part_passed')).toEqual([
    { at: later(31 * minute), type: 'first_part_passed', detail: { people: 100, watched_seconds: 1_800 } },
  ]);
});

it('is in the notices, the events and the metrics while objections pause it', async () => {
  const id = await launched();
  const { last: after } = await test.store.findEventRange();
  await end(id, 'delivered');
  await optOut(id, 3);
  const shown = async () => {
    await test.store.advanceEvents();
    const [{ campaigns }, states, { events }] = await Promise.all([
      test.store.findNoticeBasis(later(minute)),
      test.store.countCampaignStates(),
      test.store.loadEvents({ after, types: ['campaign.paused', 'campaign.resumed'], limit: 10 }),
    ]);
    return {
      notices: campaigns.filter((campaign) => campaign.id === id).map(({ reason }) => reason),
      events: events.map((event) => [event.type, 'detail' in event && event.detail]),
      states: states.map(({ status, reason, campaigns: count }) => `${status} ${reason} ${count}`),
    };
  };
  const data = { id, name: 'Black Friday', channel: 'whatsapp', category: 'marketing' };
  const paused = ['campaign.paused', { ...data, status: 'paused', reason: 'objections' }];
  expect(await shown()).toEqual({ notices: [], events: [], states: ['running  1'] });
  await guard(later(minute));
  await guard(later(minute));
  expect(await shown()).toEqual({ notices: ['objections'], events: [paused], states: ['paused objections 1'] });
  await resumeCampaign({ ...test.store, clock: () => later(2 * minute) }, id, { by: 'ana' });
  const resumed = ['campaign.resumed', { ...data, status: 'running' }];
  expect(await shown()).toEqual({ notices: [], events: [paused, resumed], states: ['running  1'] });
  expect(await eventsOf(id, 'first_part_passed')).toEqual([]);
});

it('pauses for objections with the figures, and goes on for good when a person resumes it', async () => {
  const id = await launched();
  await end(id, 'delivered');
  await optOut(id, 3);
  await Promise.all([guard(later(minute)), guard(later(minute))]);
  expect(await test.store.loadCampaign(id)).toMatchObject({
    status: 'paused',
    statusReason: 'objections',
    firstPart: 100,
  });
  expect(await eventsOf(id, 'paused')).toEqual([
    {
      at: later(minute),
      type: 'paused',
      reason: 'objections',
      detail: { opted_out: 3, delivered: 100, limit_percent: 2 },
    },
  ]);
  await resumeCampaign({ ...test.store, clock: () => later(2 * minute) }, id, { by: 'ana' });
  await guard(later(3 * minute));
  await feed(later(3 * minute));
  expect(await test.store.loadCampaign(id)).toMatchObject({ status: 'running' });
  expect(await fedOf(id)).toBe(260);
  await end(id, 'delivered');
  await end(id, 'undelivered', 63_033, 5);
  await guard(later(4 * minute));
  expect(await test.store.loadCampaign(id)).toMatchObject({ status: 'paused', statusReason: 'objections' });
});

it('still waits for the verdict after a pause for another reason', async () => {
  const id = await launched();
  await test.store.savePause(id, { at: later(minute), reason: 'requested' });
  await resumeCampaign({ ...test.store, clock: () => later(2 * minute) }, id, { by: 'ana' });
  await feed(later(3 * minute));
  expect(await fedOf(id)).toBe(100);
});

it('lets the rest follow when the limits are switched off', async () => {
  const id = await launched();
  await test.store.changeSettings({ objectionLimits: { ...defaultObjectionLimits, enabled: false } }, noon);
  await guard(later(minute));
  await feed(later(minute));
  expect(await fedOf(id)).toBe(260);
  expect(await eventsOf(id, 'first_part_passed')).toMatchObject([{ detail: { people: 100, watched_seconds: 0 } }]);
  await test.store.changeSettings({ objectionLimits: null }, noon);
});
