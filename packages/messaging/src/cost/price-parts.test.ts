import { expect, it } from 'vitest';
import type { PriceList } from '../pricing/prices.ts';
import { priceParts } from './price-parts.ts';

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
