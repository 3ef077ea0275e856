import { cancelCampaign, drainCanceled } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../src/index.ts';
import { later, noon } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const depsOf = (store: Store = test.store) => ({ ...store, clock: () => later(1_000) });

const drainAll = async (store?: Store) => {
  while ((await drainCanceled(depsOf(store))) > 0);
};

const cancel = (id: string) => cancelCampaign(depsOf(), id, { by: 'ops' });

it('cancels the unsent message of every recipient of a canceled campaign, with an event each', async () => {
  const id = await test.campaign({ recipients: 40, sender_ids: ['store', 'second'] });
  const ids = await test.audience(id, [...test.people(30), ...test.people(10, { zoneSet: 2 })]);
  const { jobs } = await test.feedNext(id, 6);
  await test.claim(jobs[0]?.messageId ?? '', later(500));
  await test.sql(`update messages set due_at = 'infinity' where id = $1`, [jobs[1]?.messageId]);
  await cancel(id);
  await drainAll();
  const ended = { sending: 1, 'canceled campaign_canceled': 39 };
  expect(await test.statusCounts(id)).toEqual(ended);
  expect(await test.counted(id)).toEqual(ended);
  const events = await test.sql(
    `select count(*)::int as n from message_events where type = 'canceled' and message_id = any ($1)`,
    [ids],
  );
  expect(events).toEqual([{ n: 39 }]);
  expect(await test.store.findUndrained(later(2_000))).not.toContain(id);
});

it('cancels each once, with several workers and a feeder at the same time', async () => {
  const id = await test.campaign({ recipients: 500 });
  await test.audience(id, test.people(500));
  const feed = async () => {
    for (let round = 0; round < 5; round += 1) await test.feedNext(id, 20);
  };
  const feeding = feed();
  await cancel(id);
  const workers = [test.store, test.another(), test.another()];
  await Promise.all([feeding, ...workers.map(drainAll)]);
  await drainAll();
  expect(await test.statusCounts(id)).toEqual({ 'canceled campaign_canceled': 500 });
  expect(await test.counted(id)).toEqual({ 'canceled campaign_canceled': 500 });
});

it('ends the people of a draft, too', async () => {
  const id = await test.campaign({ status: 'draft', recipients: 3 });
  await test.audience(id, test.people(3));
  await test.sql('delete from feed_cursors where campaign_id = $1', [id]);
  await cancel(id);
  await drainAll();
  expect(await test.statusCounts(id)).toEqual({ 'canceled campaign_canceled': 3 });
});

it('continues in bounded steps', async () => {
  const id = await test.campaign({ recipients: 25 });
  await test.audience(id, test.people(25, { slot: 3 }));
  await cancel(id);
  expect(await test.store.cancelUnfed(id, noon, 10)).toBe(10);
  expect(await test.statusCounts(id)).toEqual({ 'canceled campaign_canceled': 10 });
  await drainAll();
  expect(await test.statusCounts(id)).toEqual({ 'canceled campaign_canceled': 25 });
});

it('leaves the people of other campaigns alone', async () => {
  const id = await test.campaign({ recipients: 5, status: 'paused' });
  await test.audience(id, test.people(5));
  expect(await test.store.cancelUnfed(id, noon, 10)).toBe(0);
  expect(await test.store.cancelAccepted(id, noon, 10)).toBe(0);
  expect(await test.statusCounts(id)).toEqual({});
});
