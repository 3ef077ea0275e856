import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, noon } from '../support/samples.ts';
import { indexOfPerson, openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('people of an audience', () => {
  it('become messages, each once, however they are asked for', async () => {
    const campaign = await test.campaign();
    const ids = await test.audience(campaign, test.people(150));
    const fed: string[] = [];
    for (const units of [1, 7, 64, 60, 100]) {
      const { jobs } = await test.feedNext(campaign, units);
      expect(jobs.length).toBeLessThanOrEqual(units);
      expect(jobs.every(({ lane, senderId }) => lane === 'campaign' && senderId === 'store')).toBe(true);
      fed.push(...jobs.map(({ messageId }) => messageId));
    }
    expect(fed.toSorted()).toEqual(ids.toSorted());
    expect(await test.feedNext(campaign, 10)).toMatchObject({ people: 0, isOver: true });
    expect(await test.statusCounts(campaign)).toEqual({ accepted: 150 });
    expect(await test.counted(campaign)).toEqual({ accepted: 150 });
  });

  it('are walked slot by slot, and the walk ends when all are fed', async () => {
    const campaign = await test.campaign();
    await test.audience(campaign, test.people(40, { slot: 7 }));
    expect(await test.feedNext(campaign, 30)).toMatchObject({ people: 30, isOver: false });
    expect(await test.feedNext(campaign, 30)).toMatchObject({ people: 10, isOver: true });
  });

  it('belong to the sender of their slot, of a pool', async () => {
    const campaign = await test.campaign({ sender_ids: ['store', 'second'] });
    await test.audience(campaign, test.people(128));
    const [one, other] = [await test.feedNext(campaign, 500), await test.feedNext(campaign, 500, {}, 'second')];
    expect([one.people, other.people]).toEqual([64, 64]);
    const slots = await test.sql(
      `select distinct messages.sender_id, slot % 2 as half from recipients join messages using (id)
      where recipients.campaign_id = $1 order by 1`,
      [campaign],
    );
    expect(slots).toEqual([
      { sender_id: 'second', half: 1 },
      { sender_id: 'store', half: 0 },
    ]);
  });

  it('are fed by their own set of zones, with the end of its window', async () => {
    const campaign = await test.campaign();
    await test.audience(campaign, [...test.people(2), ...test.people(1, { zoneSet: 2 })]);
    await test.feedNext(campaign, 10, { zoneSet: 2, windowUntil: later(5_000) });
    const rows = await test.sql('select zone_set, window_until from messages where campaign_id = $1', [campaign]);
    expect(rows).toEqual([{ zone_set: 2, window_until: later(5_000) }]);
  });

  it('take as many segments as there is room for', async () => {
    const campaign = await test.campaign({ channel: 'sms' });
    await test.audience(campaign, test.people(10, { segments: 3, slot: 0 }));
    expect(await test.feedNext(campaign, 10)).toMatchObject({ people: 4, units: 12, isOver: false });
    expect((await test.feedNext(campaign, 1)).jobs).toMatchObject([{ segments: 3 }]);
  });
});

describe('people who are excluded', () => {
  it('become messages that say why, and take no room', async () => {
    const campaign = await test.campaign({ consent_source: null, consent_evidence: null });
    const all = test.people(4, { slot: 3 });
    const index = all.map(({ to }) => indexOfPerson(to));
    await test.audience(campaign, [...all, ...test.people(1, { slot: 3, excluded: 'opted_out' })]);
    const suppress = 'insert into suppressions values ($1, $2, $3, $4, now())';
    await test.sql(suppress, [index[0], 'whatsapp', 'marketing', 'stop']);
    await test.sql(suppress, [index[1], 'sms', 'all', 'stop']);
    const agree = `insert into consent_states values ($1, 'whatsapp', 'marketing', $2, now())`;
    await test.sql(agree, [index[1], true]);
    await test.sql(agree, [index[2], false]);
    expect(await test.feedNext(campaign, 1)).toMatchObject({ people: 2, units: 1 });
    await test.feedNext(campaign, 10);
    const expected = { accepted: 1, 'suppressed opted_out': 2, 'suppressed no_consent': 2 };
    expect(await test.statusCounts(campaign)).toEqual(expected);
    expect(await test.counted(campaign)).toEqual(expected);
    const events = await test.sql(
      `select type, detail from message_events join messages on messages.id = message_id where campaign_id = $1`,
      [campaign],
    );
    expect(events).toHaveLength(4);
  });

  it('are those alone who said no, when the consent of the campaign covers the file', async () => {
    const campaign = await test.campaign();
    const all = test.people(3);
    await test.audience(campaign, all);
    await test.sql(`insert into consent_states values ($1, 'whatsapp', 'marketing', false, now())`, [
      indexOfPerson(all[0]?.to ?? ''),
    ]);
    await test.feeding(async (feed) => {
      const fed = await feed.feedNext({ campaignId: campaign, zoneSet: 1, units: 9, at: noon, windowUntil: null });
      await feed.recordConsent(
        fed.jobs.map(({ messageId }) => messageId),
        noon,
      );
      return true;
    });
    expect(await test.statusCounts(campaign)).toEqual({ accepted: 2, 'suppressed no_consent': 1 });
    const granted = await test.sql('select granted from consent_states where to_index = any ($1) order by granted', [
      all.map(({ to }) => indexOfPerson(to)),
    ]);
    expect(granted.map((row) => row.granted)).toEqual([false, true, true]);
  });

  it('are all, in zones where the window never opens', async () => {
    const campaign = await test.campaign({ category: 'utility' });
    await test.audience(campaign, test.people(3));
    expect(await test.feedNext(campaign, 10, { windowUntil: 'never' })).toMatchObject({
      jobs: [],
      people: 3,
      units: 0,
    });
    expect(await test.statusCounts(campaign)).toEqual({ 'suppressed window_never_opens': 3 });
  });
});

describe('a budget', () => {
  const priced = async () => {
    await test.sql(`insert into prices values ('whatsapp', 'marketing', 'BR', 0.0625), ('whatsapp', 'marketing', '*', 0.1)
      on conflict do nothing`);
  };

  it('is reserved for each one who is fed, at the price of the country', async () => {
    await priced();
    const campaign = await test.campaign({ budget_amount: '1', budget_currency: 'USD' });
    await test.audience(campaign, [...test.people(1), ...test.people(1, { country: 'US' })]);
    await test.feedNext(campaign, 9);
    const left = { left: '0.8375', of: 'budget' };
    expect(await test.feeding((feed) => feed.lockBudget(campaign, noon))).toEqual(left);
    await test.counted(campaign);
    expect(await test.feeding((feed) => feed.lockBudget(campaign, noon))).toEqual(left);
  });

  it('is not exceeded: the first recipient that it does not suffice for, and all later ones, stay', async () => {
    await priced();
    const campaign = await test.campaign({ budget_amount: '0.2', budget_currency: 'USD' });
    await test.audience(campaign, test.people(5));
    const held = await test.feeding((feed) => feed.lockBudget(campaign, noon));
    const budgetLeft = String(held?.left);
    expect(await test.feedNext(campaign, 10, { budgetLeft })).toMatchObject({
      people: 3,
      isBeyondBudget: true,
      isOver: false,
    });
    expect((await test.feedNext(campaign, 10)).people).toBe(2);
  });
});

describe('a sender', () => {
  it('is fed by one worker at a time', async () => {
    const refused = await test.store.feeding('store', async (feed) => {
      await feed.countQueued();
      return test.another().feeding('store', async () => true);
    });
    expect(refused).toBeUndefined();
    expect(await test.another().feeding('store', async () => 'fed')).toBe('fed');
  });

  it('needs feeding while a running campaign has people for it who were not fed, or are parked', async () => {
    const sendersToFeed = async () => (await test.store.findSendersToFeed()).map(({ id }) => id);
    await test.sql(`update campaigns set status = 'completed'`);
    const campaign = await test.campaign();
    const [id] = await test.audience(campaign, test.people(1));
    expect(await sendersToFeed()).toEqual(['store']);
    await test.feedNext(campaign, 2);
    expect(await sendersToFeed()).toEqual([]);
    await test.sql(`update messages set due_at = 'infinity' where id = $1`, [id]);
    expect(await sendersToFeed()).toEqual(['store']);
    await test.sql(`update campaigns set status = 'paused'`);
    expect(await sendersToFeed()).toEqual([]);
  });

  it('knows what of its queue is whose, and takes up what was parked', async () => {
    const campaign = await test.campaign();
    const ids = await test.audience(campaign, test.people(5));
    await test.feedNext(campaign, 5);
    await test.sql(`update messages set due_at = 'infinity' where id = any ($1)`, [ids.slice(0, 3)]);
    expect((await test.feeding((feed) => feed.countQueued())).get(campaign)).toBe(2);
    const request = { campaignId: campaign, zoneSet: 1, at: later(9), windowUntil: later(99) };
    const [first, rest] = await test.feeding(
      async (feed) =>
        [
          await feed.releaseParked({ ...request, units: 2 }),
          await feed.releaseParked({ ...request, units: 9 }),
        ] as const,
    );
    expect(first.jobs.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 2));
    expect([first.isOver, rest.isOver, rest.people]).toEqual([false, true, 1]);
    const rows = await test.sql('select distinct due_at, window_until from messages where id = any ($1)', [
      ids.slice(0, 3),
    ]);
    expect(rows).toEqual([{ due_at: later(9), window_until: later(99) }]);
  });
});

it('the walk reads no recipient again', async () => {
  const people = 3_000;
  const campaign = await test.campaign({ category: 'utility' });
  await test.audience(campaign, test.people(people));
  const worker = test.another({ poolSize: 1 });
  const request = { campaignId: campaign, zoneSet: 1, units: 50, at: noon, windowUntil: null };
  await test.sql('select pg_stat_reset()');
  const fed: number[] = [];
  for (let round = 0; round < people / 50 + 1; round += 1)
    await worker.feeding('store', async (feed) => fed.push((await feed.feedNext(request)).people));
  expect(fed.reduce((sum, more) => sum + more)).toBe(people);
  // The server publishes a connection's counts when it ends.
  await worker[Symbol.asyncDispose]();
  const readRows = async () => {
    const [row] = await test.sql(
      `select seq_tup_read::int as scanned, idx_tup_fetch::int as fetched from pg_stat_user_tables
      where relname = 'recipients'`,
    );
    return row;
  };
  await expect
    .poll(readRows)
    .toEqual({ scanned: 0, fetched: expect.toSatisfy((n: number) => n >= people && n < 4 * people) });
});
