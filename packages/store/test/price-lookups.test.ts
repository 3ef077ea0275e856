import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inboundMessage, message, noon, settlement, sidOf, submitted } from './support/samples.ts';
import { openCampaignStore, type CampaignStore } from './support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
  const price = { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.06' } as const;
  await test.store.savePrices('USD', [price], noon);
});
beforeEach(async () => {
  await test.sql(`update price_looks set place = $1, looked_at = '-infinity'`, [noon]);
});
afterAll(() => test[Symbol.asyncDispose]());

const minute = 60_000;
const after = (ms: number) => new Date(noon.getTime() + ms);

const sent = async (change: Parameters<typeof message>[0] = {}) => {
  const made = message(change);
  await test.store.insertMessage(made);
  await test.claim(made.id, noon);
  await test.store.record(submitted(made.id));
  return made.id;
};

const priceOf = (id: string, amount: string, currency = 'USD') => ({ twilioSid: sidOf(id), amount, currency });

describe('a look at prices', () => {
  it('is taken by one of many workers, and then by none for a while', async () => {
    const take = () => Promise.all(Array.from({ length: 12 }, () => test.store.takeLook(after(10 * minute), minute)));
    const ages = (await take()).flatMap((look) => look?.ageSeconds ?? []);
    expect(ages.toSorted((a, b) => a - b)).toEqual([120, 900, 7_200, 79_200]);
    expect((await take()).filter(Boolean)).toEqual([]);
    expect(await test.store.takeLook(after(11 * minute), minute)).toBeDefined();
  });

  it('finds what was sent since the last one, has no price and costs something', async () => {
    const [open, priced, unreached, refused] = [await sent(), await sent(), await sent(), await sent()];
    await test.store.setPrices([priceOf(priced, '0.005')]);
    await test.store.settleMessage(settlement({ messageId: unreached, status: 'undelivered' }));
    await test.store.settleMessage(settlement({ messageId: refused, status: 'failed' }));
    const look = await test.store.takeLook(after(10 * minute), minute);
    if (!look) throw new Error('no look');
    const sids = (await test.store.findUnpriced(look, 100)).map(({ twilioSid }) => twilioSid);
    expect(sids).toContain(sidOf(open));
    for (const id of [priced, unreached, refused]) expect(sids).not.toContain(sidOf(id));
    await test.store.passLook(look.ageSeconds, look.until);
    const next = await test.store.takeLook(after(12 * minute), 0);
    expect(next).not.toEqual(look);
    expect(await test.store.findUnpriced({ ...look, from: look.until }, 100)).toEqual([]);
  });
});

describe("Twilio's price", () => {
  const costOf = async (id: string) => (await test.store.findProgress(id))?.cost?.amount;
  const dayOf = async () => {
    const [row] = await test.sql(
      `select (coalesce((select sum(amount) from spend_days), 0)
        + coalesce((select sum(cost_change) from campaign_deltas), 0))::float as spent`,
    );
    return Number(row?.['spent']);
  };

  const fedCampaign = async () => {
    const id = await test.campaign({ recipients: 2 });
    const [first = '', second = ''] = await test.audience(id, test.people(2));
    await test.feedNext(id, 10);
    for (const each of [first, second]) {
      await test.claim(each, noon);
      await test.store.record(submitted(each));
    }
    return { id, first, second };
  };

  const isWhole = (whatsappPriceIsWhole: boolean) => test.store.changeSettings({ whatsappPriceIsWhole }, noon);
  beforeEach(() => isWhole(true));

  it('of WhatsApp counts if it is greater than what was expected, until the settings say that it is whole', async () => {
    await isWhole(false);
    const { id, first, second } = await fedCampaign();
    await test.store.setPrices([priceOf(first, '0.00500'), priceOf(second, '0.07')]);
    expect(await costOf(id)).toBe('0.13');
    const reported = async () =>
      (await test.store.findRecipientReportPage(id, undefined, 10))
        .map(({ cost }) => Number(cost?.amount))
        .toSorted((a, b) => a - b);
    expect(await reported()).toEqual([0.06, 0.07]);
    await test.store.settleMessage(settlement({ messageId: second, status: 'undelivered', errorCode: 63024 }));
    expect(await costOf(id)).toBe('0.13');
    await isWhole(true);
    // A counted cost stays counted, and no later status adds to it.
    await test.store.settleMessage(settlement({ messageId: first, status: 'delivered' }));
    expect(await costOf(id)).toBe('0.13');
    expect(await reported()).toEqual([0.005, 0.07]);
  });

  it('takes the place of what was expected, once', async () => {
    const { id, first, second } = await fedCampaign();
    expect(await costOf(id)).toBe('0.12');
    expect(await test.store.setPrices([priceOf(first, '0.00500'), priceOf(second, '0.07')])).toBe(2);
    expect(await costOf(id)).toBe('0.075');
    expect(await test.store.setPrices([priceOf(first, '0.9')])).toBe(0);
    expect(await costOf(id)).toBe('0.075');
    await test.store.applyDeltas(1000);
    expect(await costOf(id)).toBe('0.075');
    expect(await test.store.loadMessage(first)).toMatchObject({
      message: { price: { amount: '0.005', currency: 'USD' } },
    });
  });

  it('in another currency is stored, and the expected cost still counts', async () => {
    const { id, first } = await fedCampaign();
    await test.store.setPrices([priceOf(first, '0.30', 'BRL')]);
    expect(await costOf(id)).toBe('0.12');
    await test.store.settleMessage(settlement({ messageId: first, status: 'delivered' }));
    expect(await costOf(id)).toBe('0.12');
    expect(await test.store.loadMessage(first)).toMatchObject({ message: { price: { currency: 'BRL' } } });
  });

  it('of a single message counts as spent on the day', async () => {
    const before = await dayOf();
    const id = await sent();
    expect(await dayOf()).toBeCloseTo(before, 6);
    await test.store.setPrices([priceOf(id, '0.25')]);
    expect(await dayOf()).toBeCloseTo(before + 0.25, 6);
  });

  it('of a single WhatsApp message counts if it is greater than what was expected, for a text by its own price', async () => {
    await isWhole(false);
    const list = (category: 'utility' | 'service', amount: string) =>
      ({ channel: 'whatsapp', category, country: 'BR', amount }) as const;
    const { prices } = (await test.store.findPrices()) ?? { prices: [] };
    await test.store.savePrices('USD', [...prices, list('utility', '0.02'), list('service', '0.01')], noon);
    const billed = async () =>
      test.sql(`select category::text, sum(amount)::float as amount from billed_days group by 1 order by 1`);
    await test.sql('truncate billed_days');
    const before = await dayOf();
    const to = message().to;
    await test.store.insertInbound(inboundMessage(to, { receivedAt: noon }));
    const [template, text, dear] = [
      await sent({ country: 'BR' }),
      await sent({ to, country: 'BR', content: { kind: 'body', body: 'Oi' } }),
      await sent({ country: 'BR' }),
    ];
    expect(await dayOf()).toBeCloseTo(before, 6);
    await test.store.setPrices([priceOf(template, '0.005'), priceOf(template, '0.005'), priceOf(text, '0.005')]);
    await test.store.setPrices([priceOf(dear, '0.03')]);
    expect(await dayOf()).toBeCloseTo(before + 0.02 + 0.01 + 0.03, 6);
    expect(await billed()).toEqual([
      { category: 'service', amount: 0.01 },
      { category: 'utility', amount: 0.05 },
    ]);
    await test.store.savePrices('USD', prices, noon);
  });

  it('of an attempt stays spent when the message is retried', async () => {
    const { id, first, second } = await fedCampaign();
    await test.store.settleMessage(settlement({ messageId: first, status: 'failed', errorCode: 30001 }));
    await test.store.settleMessage(settlement({ messageId: second, status: 'failed', errorCode: 30001 }));
    await test.store.setPrices([priceOf(first, '0.001')]);
    expect(await costOf(id)).toBe('0.001');
    const filter = { statuses: ['failed'] as const, campaignId: id, limit: 10 };
    await test.store.saveRetries({ filter, at: after(minute), by: 'ops', neverAfter: [] });
    expect(await costOf(id)).toBe('0.121');
    await test.sql(`update messages set due_at = $2 where id = $1`, [first, after(minute)]);
    await test.claim(first, after(minute));
    await test.store.record({ ...submitted(first, 'SMagain'), attempt: 2 });
    await test.store.setPrices([{ ...priceOf(first, '0.05'), twilioSid: 'SMagain' }]);
    expect(await costOf(id)).toBe('0.111');
  });

  it('nothing is expected of what did not arrive on WhatsApp', async () => {
    const { id, first } = await fedCampaign();
    await test.store.settleMessage(settlement({ messageId: first, status: 'undelivered', errorCode: 63024 }));
    expect(await costOf(id)).toBe('0.06');
  });
});

it('campaigns still have to spend what is not fed and what waits, up to their budgets', async () => {
  await test.sql(`update campaigns set status = 'completed'`);
  const id = await test.campaign({ recipients: 4, launched_at: noon });
  const [other, draft, dry] = [
    await test.campaign({ recipients: 2, launched_at: noon }),
    await test.campaign({ status: 'draft' }),
    await test.campaign({ recipients: 9, launched_at: noon, dry_run: true }),
  ];
  await test.audience(id, test.people(4));
  await test.audience(other, test.people(2));
  await test.audience(dry, test.people(9));
  const usd = (amount: string) => ({ amount, currency: 'USD' });
  expect(await test.store.findRemainingCosts(id)).toEqual({ own: usd('0.24'), others: usd('0.12') });
  expect(await test.store.findRemainingCosts(draft)).toEqual({ others: usd('0.36') });
  await test.feedNext(id, 2);
  expect(await test.store.findRemainingCosts(id)).toMatchObject({ own: usd('0.24') });
  const [fed] = await test.sql(`select id from messages where campaign_id = $1 order by id limit 1`, [id]);
  const first = String(fed?.['id']);
  await test.claim(first, noon);
  await test.store.record(submitted(first));
  expect(await test.store.findRemainingCosts(id)).toMatchObject({ own: usd('0.18') });
  await test.sql(
    `update campaigns set status = 'paused', budget_amount = 0.10, budget_currency = 'USD' where id = $1`,
    [id],
  );
  expect(await test.store.findRemainingCosts(id)).toEqual({ own: usd('0.04'), others: usd('0.12') });
  await test.sql(`update campaigns set status = 'paused' where id = $1`, [other]);
  expect(await test.store.findRemainingCosts(id)).toEqual({ own: usd('0.04') });
});
