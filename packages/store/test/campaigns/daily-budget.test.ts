import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon, submitted } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
  const price = { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.1' } as const;
  await test.store.savePrices('USD', [price], noon);
});
afterAll(() => test[Symbol.asyncDispose]());

const dayMs = 24 * 3_600_000;

const left = (campaign: string, at = noon) =>
  test.feeding(async (feed) => (await feed.lockBudget(campaign, at)) ?? 'any');
const budget = (amount: string) => test.store.changeSettings({ dailyBudget: { amount, currency: 'USD' } }, noon);

it('the budget of a day is that of all campaigns, with what other messages were charged', async () => {
  const [one, two] = [
    await test.campaign({ budget_amount: '0.5', budget_currency: 'USD' }),
    await test.campaign({ sender_ids: ['second'] }),
  ];
  await test.audience(one, test.people(9));
  await test.audience(two, test.people(9));
  expect(await left(two)).toBe('any');
  await budget('1');
  expect(await left(one)).toEqual({ left: '0.5', of: 'budget' });
  await test.feedNext(two, 7, {}, 'second');
  expect(await left(one)).toEqual({ left: '0.3', of: 'daily_budget' });
  await test.store.applyDeltas(1000);
  expect(await left(one)).toEqual({ left: '0.3', of: 'daily_budget' });
  await test.sql('insert into campaign_deltas (cost_change, day) values (0.25, $1)', [noon]);
  expect(await left(one)).toEqual({ left: '0.05', of: 'daily_budget' });
  expect(await left(two, later(dayMs))).toEqual({ left: '1', of: 'daily_budget' });
  const lines = await test.feeding((feed) => feed.findBacklog(), 'second');
  expect(lines).toMatchObject([{ campaignId: two, hasBudget: true }]);
});

it('senders that feed at once do not spend the same money twice', async () => {
  const campaigns = [await test.campaign(), await test.campaign({ sender_ids: ['second'] })];
  for (const campaign of campaigns) await test.audience(campaign, test.people(20));
  const at = later(3 * dayMs);
  await budget('1');
  const feed = (campaign: string, senderId: string) =>
    test.feeding(async (feeding) => {
      const held = await feeding.lockBudget(campaign, at);
      const request = { campaignId: campaign, zoneSet: 1, units: 20, at, windowUntil: null };
      return feeding.feedNext({ ...request, ...(held && { budgetLeft: held.left }) });
    }, senderId);
  const fed = await Promise.all(campaigns.map((campaign, n) => feed(campaign, n === 0 ? 'store' : 'second')));
  expect(fed.reduce((sum, { people }) => sum + people, 0)).toBe(10);
});

it('a campaign without money is paused when what was reserved of its budget has left', async () => {
  const campaign = await test.campaign({ budget_amount: '0.1', budget_currency: 'USD' });
  const [first = ''] = await test.audience(campaign, test.people(2));
  const pause = () =>
    test.feeding(async (feed) => {
      await feed.pauseWhenSent(campaign, 'budget', later(1));
      return 'asked';
    });
  const status = async () => (await test.store.loadCampaign(campaign))?.status;
  await test.feedNext(campaign, 5, { budgetLeft: '0.1' });
  await pause();
  expect(await status()).toBe('running');
  expect(await test.claim(first, later(2))).toMatchObject({ kind: 'claimed' });
  await pause();
  expect(await status()).toBe('running');
  await test.store.record(submitted(first));
  await pause();
  expect(await status()).toBe('paused');
});

it('an SMS in the place of another message costs the campaign, too, and is counted apart', async () => {
  const sms = { channel: 'sms', category: 'marketing', country: 'BR', amount: '0.25' } as const;
  const whatsapp = { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.1' } as const;
  await test.store.savePrices('USD', [sms, whatsapp], noon);
  const fallback = { channel: 'sms', body: 'Oi', after: 60 };
  const campaign = await test.campaign({ fallback, recipients: 1 });
  const [first = ''] = await test.audience(campaign, test.people(1, { hasFallback: true }));
  await test.feedNext(campaign, 1);
  await test.claim(first, later(1));
  await test.store.record(submitted(first));
  await test.store.fallBack(later(61_000), 10);
  expect(await test.store.findProgress(campaign)).toMatchObject({
    cost: { amount: '0.35' },
    counts: [
      { isFallback: false, status: 'sent', messages: 1 },
      { isFallback: true, status: 'accepted', messages: 1 },
    ],
  });
});
