import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claim } from '@recado/messaging';
import { later, message, noon, sender } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const second = 1_000;
const hour = 3_600 * second;

const kindOf = ({ kind }: Claim) => kind;

describe('a sender with a daily limit', () => {
  const limited = async (id: string, dailyLimit: number) =>
    test.store.insertSender(
      sender({ id, address: `+5511502${Math.floor(Math.random() * 90_000 + 10_000)}`, dailyLimit }),
    );

  const reach = async (id: string) => {
    const [row] = await test.sql(
      `select people, (select count(*)::int from reached_people where reached_people.limit_group = reached_counts.limit_group) as listed
      from reached_counts where limit_group = $1`,
      [id.includes(':') ? id : `sender:${id}`],
    );
    return row;
  };

  it('reaches no more people than the limit, with any number of claims at once', async () => {
    await limited('tier', 5);
    const campaign = await test.campaign({ sender_ids: ['tier'] });
    const ids = await test.audience(campaign, test.people(20));
    await test.feedNext(campaign, 20, {}, 'tier');
    const other = test.another();
    const claims = await Promise.all(ids.map((id, n) => test.claim(id, noon, n % 2 ? other : test.store)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(5);
    expect(await reach('tier')).toEqual({ people: 5, listed: 5 });
    const waiting = claims.filter((claim) => claim.kind === 'early');
    expect(waiting).toHaveLength(15);
    const late = ids.find((_id, n) => claims[n]?.kind === 'early') ?? '';
    // the daily limit is checked again every ten minutes, because it may be raised
    expect(await test.claim(late, later(600 * second))).toEqual({ kind: 'early', at: later(1_200 * second) });
    expect((await test.store.loadMessage(late))?.events.slice(1)).toEqual([
      { type: 'waiting', status: 'accepted', at: noon, detail: 'daily_limit' },
    ]);
    await test.store.forgetReached(later(24 * hour), 100);
    expect(await reach('tier')).toEqual({ people: 0, listed: 0 });
    expect(kindOf(await test.claim(late, later(24 * hour)))).toBe('claimed');
  });

  it('counts its other messages, which do not wait, and each person once', async () => {
    await limited('busy', 2);
    const orders = Array.from({ length: 3 }, (_, n) =>
      message({ senderId: 'busy', to: `+551198888000${n}`, createdAt: noon }),
    );
    for (const order of orders) await test.store.insertMessage(order);
    const again = message({ senderId: 'busy', to: '+5511988880000' });
    await test.store.insertMessage(again);
    for (const { id } of [...orders, again]) expect(kindOf(await test.claim(id, later(second)))).toBe('claimed');
    expect(await reach('busy')).toEqual({ people: 3, listed: 3 });
    expect(await test.store.findSender('busy')).toMatchObject({ dailyLimit: 2, reached: 3 });
    const campaign = await test.campaign({ sender_ids: ['busy'] });
    const [known = '', stranger = ''] = await test.audience(campaign, [{ to: '+5511988880001' }, ...test.people(1)]);
    await test.feedNext(campaign, 2, {}, 'busy');
    expect(kindOf(await test.claim(known, later(second)))).toBe('claimed');
    expect(kindOf(await test.claim(stranger, later(second)))).toBe('early');
  });
});
