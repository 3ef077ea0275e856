import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { later, noon } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.savePrices('USD', [], noon);
});
beforeEach(async () => {
  await test.sql('delete from alerts');
  await test.sql('delete from spend_days');
});
afterAll(() => test[Symbol.asyncDispose]());

const save = (amount: string, readAt = noon, currency = 'USD') => test.store.saveBalance({ amount, currency, readAt });

const spendDaily = (amount: string, days: number[]) =>
  test.sql('insert into spend_days select $1::date - ago, $2 from unnest($3::int[]) as ago', [
    noon.toISOString().slice(0, 10),
    amount,
    days,
  ]);

it('there is no balance until Twilio was asked', async () => {
  expect(await test.store.findBalance()).toBeUndefined();
  await save('-12.345');
  expect(await test.store.findBalance()).toEqual({ amount: '-12.345', currency: 'USD', readAt: noon });
});

it('one of many workers asks, every five minutes', async () => {
  const take = async (at: Date) =>
    (await Promise.all(Array.from({ length: 10 }, () => test.store.takeAccountLook('balance', at, 5 * minute)))).filter(
      Boolean,
    );
  expect(await take(noon)).toHaveLength(1);
  expect(await take(later(5 * minute - 1))).toHaveLength(0);
  expect(await take(later(5 * minute))).toHaveLength(1);
});

it('an alert is raised once a day while the balance is no more than an average day costs', async () => {
  await spendDaily('30', [1, 3]);
  expect(await save('20.01')).toBeUndefined();
  expect(await save('20')).toEqual({
    id: expect.any(String),
    at: noon,
    type: 'balance',
    balance: { amount: '20', currency: 'USD' },
    averageDay: { amount: '20.00', currency: 'USD' },
  });
  expect(await save('5', later(minute))).toBeUndefined();
  expect(await save('5', later(day))).toMatchObject({ balance: { amount: '5' } });
  expect(await test.store.takeUnsentAlerts(later(day), 10)).toHaveLength(2);
});

it('a day under way and days of more than a month ago do not count', async () => {
  await spendDaily('900', [0, 31]);
  expect(await save('1')).toBeUndefined();
  expect(await save('0')).toMatchObject({ averageDay: { amount: '0' } });
});

it('a balance in another currency than the prices raises no alert', async () => {
  await spendDaily('30', [1]);
  expect(await save('1', noon, 'BRL')).toBeUndefined();
});
