import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const price = (amount: string) => ({ channel: 'sms', category: 'utility', country: 'BR', amount }) as const;

it('prices are seeded where there are none, and stay as they were put', async () => {
  expect(await test.store.findPrices()).toBeUndefined();
  const seeds = Array.from({ length: 5 }, () => test.store.seedPrices('USD', [price('0.06')], noon));
  await Promise.all(seeds);
  expect(await test.store.findPrices()).toMatchObject({ version: 1, isExample: true, prices: [price('0.06')] });
  await test.store.savePrices('BRL', [price('0.3')], later(1));
  await test.store.seedPrices('USD', [price('0.06')], later(2));
  expect(await test.store.findPrices()).toEqual({
    currency: 'BRL',
    version: 2,
    isExample: false,
    updatedAt: later(1),
    prices: [price('0.3')],
  });
});

it('of several price lists that are put at once, each counts and one is whole', async () => {
  const before = (await test.store.findPrices())?.version ?? 0;
  const amounts = ['0.1', '0.2', '0.3', '0.4', '0.5'];
  const list = (amount: string) => [price(amount), { ...price(amount), country: '*' }];
  await Promise.all(amounts.map((amount) => test.store.savePrices('USD', list(amount), noon)));
  const found = await test.store.findPrices();
  expect(found?.version).toBe(before + 5);
  expect(new Set(found?.prices.map(({ amount }) => amount)).size).toBe(1);
  expect(found?.prices).toHaveLength(2);
});
