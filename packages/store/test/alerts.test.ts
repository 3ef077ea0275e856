import type { Alert } from '@recado/messaging';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';
import { later, noon } from './support/samples.ts';

let test: CampaignStore;
let id = '';
beforeAll(async () => {
  test = await openCampaignStore();
});
beforeEach(async () => {
  await test.sql('delete from alerts');
  await test.sql(`update campaigns set status = 'canceled', ended_at = $1`, [later(-3 * dayMs)]);
  id = await test.campaign({ budget_amount: '10', budget_currency: 'USD', name: 'Natal' });
});
afterAll(() => test[Symbol.asyncDispose]());

const dayMs = 24 * 3_600_000;

const spend = (amount: string) =>
  test.sql('insert into campaign_deltas (campaign_id, cost_change, day) values ($1, $2, $3)', [id, amount, noon]);

const levelOf = (alert: Alert) => alert.type === 'budget' && alert.level;

const raise = async (at = noon) => (await test.store.saveAlerts(at)).map(levelOf);

it('a budget raises one alert each at 50, 80 and 100 %, whether or not changes were added up', async () => {
  await spend('4.99');
  expect(await raise()).toEqual([]);
  await spend('0.01');
  expect(await test.store.saveAlerts(noon)).toEqual([
    {
      id: expect.any(String),
      type: 'budget',
      level: 50,
      at: noon,
      of: { campaignId: id, campaignName: 'Natal' },
      budget: { amount: '10', currency: 'USD' },
      spent: { amount: '5', currency: 'USD' },
    },
  ]);
  await test.store.applyDeltas(100);
  expect(await raise()).toEqual([]);
  await spend('5');
  expect(await raise()).toEqual([80, 100]);
});

it('one of many workers is given an alert', async () => {
  await spend('9');
  const raised = await Promise.all(Array.from({ length: 20 }, () => raise()));
  expect(raised.flat().toSorted((a, b) => Number(a) - Number(b))).toEqual([50, 80]);
});

it('a budget that stopped its campaign is used up, and one that was raised is another', async () => {
  await spend('9.97');
  await test.store.savePause(id, { at: noon, reason: 'budget' });
  expect(await raise()).toEqual([50, 80, 100]);
  await test.sql('update campaigns set budget_amount = 12 where id = $1', [id]);
  await test.sql(`update campaigns set status = 'running', status_reason = null where id = $1`, [id]);
  expect(await raise()).toEqual([50, 80]);
});

it("a day's budget is one of its own for each day", async () => {
  await test.store.changeSettings({ dailyBudget: { amount: '1', currency: 'USD' } }, noon);
  const [monday, tuesday] = [later(dayMs), later(2 * dayMs)];
  await test.sql('insert into campaign_deltas (cost_change, day) values (0.85, $1)', [monday]);
  expect(await test.store.saveAlerts(monday)).toMatchObject([
    { level: 50, of: { day: '2026-11-23' }, spent: { amount: '0.85' } },
    { level: 80, of: { day: '2026-11-23' } },
  ]);
  expect(await test.store.saveAlerts(tuesday)).toEqual([]);
  await test.store.changeSettings({ dailyBudget: null }, noon);
});

it('an alert is an event', async () => {
  await test.store.advanceEvents();
  const { last: after } = await test.store.findEventRange();
  await spend('5');
  await raise();
  await test.store.advanceEvents();
  const { events } = await test.store.loadEvents({ after, types: ['budget.alert'], limit: 10 });
  expect(events).toMatchObject([
    {
      detail: {
        level: 50,
        subject: { kind: 'campaign', id, name: 'Natal' },
        budget: { amount: '10', currency: 'USD' },
        spent: { amount: '5', currency: 'USD' },
      },
    },
  ]);
});
