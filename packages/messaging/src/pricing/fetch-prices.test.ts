import { describe, expect, it, vi } from 'vitest';
import { fetchPrices, type Priced, type PriceLook, type FetchPricesDeps, type Unpriced } from './fetch-prices.ts';

const now = new Date('2026-11-22T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

const young: PriceLook = { ageSeconds: 120, from: ago(180), until: ago(120) };
const old: PriceLook = { ageSeconds: 7_200, from: ago(9_000), until: ago(7_200) };

const unpriced = (count: number): Unpriced[] =>
  Array.from({ length: count }, (_, n) => ({ twilioSid: `SM${n}`, sentAt: ago(9_000 - n) }));

const priceOf = (twilioSid: string): Priced => ({ twilioSid, amount: '0.005', currency: 'USD' });

const world = (look: PriceLook | undefined, due: Unpriced[], pages: Priced[][] = []) => ({
  clock: () => now,
  takeLook: vi.fn<FetchPricesDeps['takeLook']>(async () => look),
  findUnpriced: vi.fn<FetchPricesDeps['findUnpriced']>(async (_look, limit) => due.slice(0, limit)),
  fetchPrice: vi.fn<FetchPricesDeps['fetchPrice']>(async (sid) => (sid === 'SM1' ? undefined : priceOf(sid))),
  listPrices: vi.fn<FetchPricesDeps['listPrices']>(async function* () {
    yield* pages;
  }),
  setPrices: vi.fn<FetchPricesDeps['setPrices']>(async (prices) => prices.length),
  passLook: vi.fn<FetchPricesDeps['passLook']>(async () => undefined),
});

describe('prices from Twilio', () => {
  it('of few messages are fetched one by one, and one that is not there yet is left for later', async () => {
    const deps = world(young, unpriced(3));
    expect(await fetchPrices(deps)).toBe(1);
    expect(deps.setPrices).toHaveBeenCalledExactlyOnceWith([priceOf('SM0'), priceOf('SM2')]);
    expect(deps.passLook).toHaveBeenCalledExactlyOnceWith(120, young.until);
    expect(deps.listPrices).not.toHaveBeenCalled();
  });

  it('of many that are new are listed, from some time before the oldest on', async () => {
    const pages = [[priceOf('SM5')], [priceOf('SM4'), priceOf('SM3')]];
    const deps = world(young, unpriced(1000), pages);
    await fetchPrices(deps);
    expect(deps.listPrices).toHaveBeenCalledExactlyOnceWith(ago(9_600), 15);
    expect(deps.setPrices.mock.calls.map(([prices]) => prices)).toEqual(pages);
    expect(deps.fetchPrice).not.toHaveBeenCalled();
    expect(deps.passLook).toHaveBeenCalledExactlyOnceWith(120, young.until);
  });

  it('of many old messages are fetched a few at a time, and the next look continues after those', async () => {
    const due = unpriced(100);
    const deps = world(old, due);
    await fetchPrices(deps);
    expect(deps.fetchPrice).toHaveBeenCalledTimes(15);
    expect(deps.passLook).toHaveBeenCalledExactlyOnceWith(7_200, due[14]?.sentAt);
  });

  it('are asked for again when Twilio does not answer', async () => {
    const deps = world(young, unpriced(2));
    deps.fetchPrice.mockRejectedValue(new Error('no answer'));
    await expect(fetchPrices(deps)).rejects.toThrow('no answer');
    expect(deps.passLook).not.toHaveBeenCalled();
  });

  it('are not asked for while another worker does so', async () => {
    const deps = world(undefined, unpriced(2));
    expect(await fetchPrices(deps)).toBe(0);
    expect(deps.findUnpriced).not.toHaveBeenCalled();
  });
});
