import { expect, it, vi } from 'vitest';
import { putPrices, type PutPricesDeps } from './put-prices.ts';

const now = new Date('2026-11-22T12:00:00Z');

const world = (others: string[] = []) => ({
  clock: () => now,
  findOtherBudgets: vi.fn<PutPricesDeps['findOtherBudgets']>(async () => others),
  putPrices: vi.fn<PutPricesDeps['putPrices']>(async (currency, prices, updatedAt) => ({
    currency,
    prices,
    version: 2,
    isExample: false,
    updatedAt,
  })),
});

it('takes a price without a category for each category that has none of its own', async () => {
  const deps = world();
  const put = await putPrices(deps, {
    currency: 'USD',
    prices: [
      { channel: 'whatsapp', country: 'BR', amount: '0.01' },
      { channel: 'whatsapp', category: 'marketing', country: 'BR', amount: '0.07' },
      { channel: 'sms', country: '*', amount: '0.05' },
    ],
  });
  expect(
    put.prices.map(({ channel, category, country, amount }) => `${channel} ${category} ${country} ${amount}`),
  ).toEqual([
    'whatsapp utility BR 0.01',
    'whatsapp authentication BR 0.01',
    'whatsapp marketing BR 0.07',
    'sms utility * 0.05',
    'sms marketing * 0.05',
    'sms authentication * 0.05',
  ]);
});

it('is refused while a budget counts in another currency', async () => {
  const deps = world(['campaign Natal']);
  await expect(putPrices(deps, { currency: 'BRL', prices: [] })).rejects.toMatchObject({
    type: 'conflict',
    message: expect.stringContaining('campaign Natal'),
  });
  expect(deps.putPrices).not.toHaveBeenCalled();
});
