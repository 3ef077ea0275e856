import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { amountOf, microsOf, priceParts, putPrices, type PriceList, type PutPricesDeps } from './prices.ts';

describe('a price list', () => {
  const now = new Date('2026-11-22T12:00:00Z');

  const world = (others: string[] = []) => ({
    clock: () => now,
    findOtherBudgets: vi.fn<PutPricesDeps['findOtherBudgets']>(async () => others),
    savePrices: vi.fn<PutPricesDeps['savePrices']>(async (currency, prices, updatedAt) => ({
      currency,
      prices,
      version: 2,
      isExample: false,
      updatedAt,
    })),
  });

  it('takes a price without a category for each category that has none of its own', async () => {
    const deps = world();
    const put = await putPrices(
      deps,
      {
        currency: 'USD',
        prices: [
          { channel: 'whatsapp', country: 'BR', amount: '0.01' },
          { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.07' },
          { channel: 'sms', country: '*', amount: '0.05' },
        ],
      },
      { actor: { name: 'ops' } },
    );
    expect(
      put.prices.map(({ channel, category, country, amount }) => `${channel} ${category} ${country} ${amount}`),
    ).toEqual([
      'whatsapp utility BR 0.01',
      'whatsapp authentication BR 0.01',
      'whatsapp service BR 0.01',
      'whatsapp marketing BR 0.07',
      'sms utility * 0.05',
      'sms marketing * 0.05',
      'sms authentication * 0.05',
    ]);
  });

  it('is refused while a budget counts in another currency', async () => {
    const deps = world(['campaign Natal']);
    await expect(putPrices(deps, { currency: 'BRL', prices: [] }, { actor: { name: 'ops' } })).rejects.toMatchObject({
      type: 'conflict',
      message: expect.stringContaining('campaign Natal'),
    });
    expect(deps.savePrices).not.toHaveBeenCalled();
  });
});

describe('the cost of an audience', () => {
  const list: PriceList = {
    currency: 'USD',
    prices: [
      { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.0625' },
      { channel: 'whatsapp', category: 'utility', country: '*', amount: '0.01' },
      { channel: 'sms', category: 'marketing', country: 'BR', amount: '0.05' },
      { channel: 'sms', category: 'marketing', country: '*', amount: '0.2' },
    ],
    version: 1,
    isExample: false,
    updatedAt: new Date('2026-11-22T12:00:00Z'),
  };
  const whatsapp = { channel: 'whatsapp', category: 'marketing' } as const;
  const sms = { channel: 'sms', category: 'marketing' } as const;

  it('takes the price of the country, or that of any other', () => {
    expect(
      priceParts(list, sms, [
        { country: 'BR', units: 3 },
        { country: 'PT', units: 2 },
      ]),
    ).toEqual({
      cost: { amount: '0.55', currency: 'USD' },
      unpriced: [],
    });
  });

  it('is exact where floating point is not', () => {
    expect(priceParts(list, whatsapp, [{ country: 'BR', units: 999_999_999 }]).cost?.amount).toBe('62499999.9375');
  });

  it('names what has no price, and counts the rest', () => {
    const parts = [
      { country: 'PT', units: 5 },
      { country: 'BR', units: 16 },
      { country: '?', units: 1 },
    ];
    expect(priceParts(list, whatsapp, parts)).toEqual({
      cost: { amount: '1.00', currency: 'USD' },
      unpriced: ['?', 'PT'],
    });
    expect(priceParts(list, whatsapp, [{ country: 'PT', units: 5 }])).toEqual({ unpriced: ['PT'] });
  });

  it('is nothing without a list', () => {
    expect(priceParts(undefined, sms, [{ country: 'BR', units: 3 }])).toEqual({ unpriced: [] });
  });
});

describe('an amount in millionths', () => {
  it.each([
    ['0.0625', 62_500n, '0.0625'],
    ['120', 120_000_000n, '120.00'],
    ['0.000001', 1n, '0.000001'],
    ['12.5', 12_500_000n, '12.50'],
    ['0', 0n, '0.00'],
  ])('%s is %s millionths, and is written %s', (amount, micros, written) => {
    expect(microsOf(amount)).toBe(micros);
    expect(amountOf(micros)).toBe(written);
  });

  it('loses nothing on the way back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (micros) => {
        expect(microsOf(amountOf(micros))).toBe(micros);
      }),
    );
  });
});
