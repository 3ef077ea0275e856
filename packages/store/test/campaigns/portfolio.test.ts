import type { Claim } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { later, message, noon, sender } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let made = 0;
const addSender = async (change: Parameters<typeof sender>[0]) => {
  made += 1;
  return test.store.insertSender(sender({ address: `+5511502${90_000 + made}`, ...change }));
};

const find = async (id: string) => {
  const found = await test.store.findSender(id);
  if (!found) throw new Error(`There is no sender ${id}`);
  return found;
};

const kindOf = ({ kind }: Claim) => kind;

const campaignMessages = async (id: string, count: number) => {
  const campaign = await test.campaign({ sender_ids: [id] });
  const ids = await test.audience(campaign, test.people(count));
  await test.feedNext(campaign, count, {}, id);
  return { campaign, ids };
};

describe('the senders of a portfolio', () => {
  it('share one limit of people per day, with any number of claims at once', async () => {
    await addSender({ id: 'a1', portfolio: 'a', dailyLimit: 5 });
    await addSender({ id: 'a2', portfolio: 'a' });
    const [one, two] = [await campaignMessages('a1', 10), await campaignMessages('a2', 10)];
    const claims = await Promise.all([...one.ids, ...two.ids].map((id) => test.claim(id, noon)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(5);
    expect(await find('a1')).toMatchObject({ dailyLimit: 5, peopleLimit: 5, reached: 5 });
    expect(await find('a2')).toMatchObject({ dailyLimit: null, peopleLimit: 5, reached: 5 });
    await test.store.forgetReached(later(day), 100);
    expect(await find('a2')).toMatchObject({ reached: 0 });
  });

  it('bring the people along that they reached, and leave them to the others when they go', async () => {
    await addSender({ id: 'b1', portfolio: 'b', dailyLimit: 2 });
    await addSender({ id: 'b2', dailyLimit: 9 });
    const { ids } = await campaignMessages('b2', 2);
    for (const id of ids) expect(kindOf(await test.claim(id, noon))).toBe('claimed');
    await test.store.updateSender('b2', { portfolio: 'b' }, noon);
    expect(await find('b1')).toMatchObject({ peopleLimit: 2, reached: 2 });
    const [late = ''] = (await campaignMessages('b1', 1)).ids;
    expect(kindOf(await test.claim(late, noon))).toBe('early');
    await test.store.updateSender('b2', { portfolio: null }, noon);
    expect(await find('b2')).toMatchObject({ peopleLimit: 9, reached: 2 });
    expect(await find('b1')).toMatchObject({ peopleLimit: 2, reached: 2 });
  });

  it('have the limit of WhatsApp unless one is set', async () => {
    await addSender({ id: 'c1', portfolio: 'c' });
    await addSender({ id: 'c2', portfolio: 'c' });
    const limitIs = async (limit: number | undefined) => {
      for (const id of ['c1', 'c2']) expect((await find(id)).peopleLimit).toBe(limit);
    };
    const read = (messagingLimit: number | null) =>
      test.store.saveQualities([{ senderId: 'c1', messagingLimit }], noon);
    await limitIs(undefined);
    await read(2_000);
    await limitIs(2_000);
    await test.store.updateSender('c2', { dailyLimit: 9_000 }, noon);
    await limitIs(9_000);
    await test.store.updateSender('c2', { dailyLimit: null }, noon);
    await read(null);
    await limitIs(undefined);
    expect((await find('c1')).quality).toEqual({ messagingLimit: null, checkedAt: noon });
    expect(await find('c2')).not.toHaveProperty('quality');
  });

  it('can be changed by many at once', async () => {
    const ids = ['d1', 'd2', 'd3', 'd4'];
    for (const id of ids) await addSender({ id });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const id = ids[n % 4] ?? '';
        const portfolio = n % 3 ? 'd' : null;
        return n % 5
          ? test.store.updateSender(id, { portfolio, dailyLimit: n + 1 }, noon)
          : test.store.saveQualities(
              ids.map((senderId) => ({ senderId, rating: n % 2 ? 'low' : 'high' })),
              noon,
            );
      }),
    );
    await test.store.saveQualities(
      ids.map((senderId) => ({ senderId, rating: 'high' })),
      noon,
    );
    for (const id of ids) expect(await find(id)).not.toHaveProperty('marketingPause');
  });
});

describe('a quality rating that falls to low', () => {
  const rate = (senderId: string, rating: 'low' | 'medium' | 'high' | undefined, at: Date) =>
    test.store.saveQualities([{ senderId, ...(rating && { rating }) }], at);

  it('lets the marketing of the portfolio wait and orders go on, until the rating is better', async () => {
    await addSender({ id: 'e1', portfolio: 'e' });
    await addSender({ id: 'e2', portfolio: 'e' });
    await addSender({ id: 'e3' });
    expect(await rate('e1', 'medium', noon)).toEqual([]);
    expect(await rate('e1', 'low', noon)).toEqual([
      { senderId: 'e1', by: 'e1' },
      { senderId: 'e2', by: 'e1' },
    ]);
    expect(await rate('e1', 'low', later(minute))).toEqual([]);
    expect((await find('e2')).marketingPause).toEqual({ since: noon, by: 'e1' });
    expect(await find('e3')).not.toHaveProperty('marketingPause');

    const { campaign, ids } = await campaignMessages('e2', 2);
    const [waiting = ''] = ids;
    for (const id of ids) expect(await test.claim(id, later(minute))).toEqual({ kind: 'early', at: later(2 * minute) });
    expect((await test.store.loadMessage(waiting))?.events.at(-1)).toMatchObject({
      type: 'waiting',
      detail: 'low_quality',
    });
    expect((await test.store.findProgress(campaign))?.waiting).toEqual([
      { reason: 'low_quality', messages: 2, since: noon },
    ]);
    const order = message({ senderId: 'e1', to: '+5511988881234', createdAt: noon });
    await test.store.insertMessage(order);
    expect(kindOf(await test.claim(order.id, later(minute)))).toBe('claimed');

    expect(await rate('e1', 'medium', later(hour))).toEqual([{ senderId: 'e1' }, { senderId: 'e2' }]);
    expect((await test.store.findProgress(campaign))?.waiting).toEqual([]);
    expect(kindOf(await test.claim(waiting, later(hour)))).toBe('claimed');
    const entries = await test.sql(
      `select action, object, detail from audit_log where action like 'sender.marketing%' and object like 'senders/e%' order by id`,
    );
    expect(entries.map(({ action, object }) => `${String(action)} ${String(object)}`).toSorted()).toEqual([
      'sender.marketing_paused senders/e1',
      'sender.marketing_paused senders/e2',
      'sender.marketing_resumed senders/e1',
      'sender.marketing_resumed senders/e2',
    ]);
  });

  it('holds for a day if Twilio no longer tells it', async () => {
    await addSender({ id: 'f1' });
    await rate('f1', 'low', noon);
    expect(await rate('f1', undefined, later(day - minute))).toEqual([]);
    expect((await find('f1')).quality).toEqual({ rating: 'low', checkedAt: later(day - minute) });
    expect(await rate('f1', undefined, later(day))).toEqual([{ senderId: 'f1' }]);
    expect((await find('f1')).quality).toEqual({ checkedAt: later(day) });
  });
});
