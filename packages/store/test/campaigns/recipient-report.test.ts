import { recipientReport, type RecipientReportRow } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon, settlement, submitted } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
  const price = { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0675' } as const;
  await test.store.savePrices('USD', [price], noon);
});
afterAll(() => test[Symbol.asyncDispose]());

const readAll = async (campaignId: string) => {
  const entries: RecipientReportRow[] = [];
  for await (const page of recipientReport(test.store, campaignId)) entries.push(...page);
  return entries;
};

it('has every recipient with their outcome, over several pages', async () => {
  const id = await test.campaign();
  const people = test.people(1_200);
  const ids = await test.audience(id, people);
  const entries = await readAll(id);
  expect(entries.map(({ to }) => to ?? '').toSorted()).toEqual(people.map(({ to }) => to).toSorted());
  expect(new Set(entries.map(({ messageId }) => messageId))).toEqual(new Set(ids));
  expect(entries.every(({ status }) => status === 'pending')).toBe(true);
});

it('shows reserved and charged costs, and none for excluded recipients', async () => {
  const id = await test.campaign();
  const [first = '', second = '', kept = ''] = await test.audience(id, [
    ...test.people(2),
    ...test.people(1, { excluded: 'opted_out' }),
  ]);
  expect((await readAll(id)).find(({ messageId }) => messageId === kept)).toMatchObject({
    status: 'pending',
    reason: 'opted_out',
  });
  await test.feedNext(id, 10);
  await test.claim(first, later(1));
  await test.store.record(submitted(first));
  await test.store.settleMessage(settlement({ messageId: first, status: 'undelivered', errorCode: 63024 }));
  await test.sql(`update messages set price = 0.005, price_currency = 'EUR' where id = $1`, [second]);
  const entries = new Map((await readAll(id)).map((entry) => [entry.messageId, entry]));
  expect(entries.get(first)).toMatchObject({ status: 'undelivered', errorCode: 63024, cost: { amount: '0' } });
  expect(entries.get(second)).toMatchObject({ status: 'accepted', cost: { amount: '0.005', currency: 'EUR' } });
  expect(entries.get(kept)).toMatchObject({ status: 'suppressed', reason: 'opted_out', cost: { amount: '0' } });
});
