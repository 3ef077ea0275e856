import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  await test.store.advanceEvents();
  const { last: after } = await test.store.findEventRange();
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
  await test.store.advanceEvents();
  const { events } = await test.store.loadEvents({ after, types: ['balance.low'], limit: 10 });
  const money = (amount: string) => ({ amount, currency: 'USD' });
  expect(events).toMatchObject([
    { detail: { balance: money('20'), average_day: money('20.00') } },
    { detail: { balance: money('5') } },
  ]);
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

describe('the usage of a day', () => {
  const morning = later(-noon.getTime() % day);
  const drifted = [{ channel: 'sms', currency: 'USD', counted: '1.00', billed: '2.00' } as const];

  beforeEach(() => test.sql('truncate billed_days, usage_checks'));

  const bill = (ago: number, amount: string, channel = 'sms', category = 'utility') =>
    test.sql(`insert into billed_days values ($1::date - $2::int, $3, $4, 'USD', $5)`, [
      noon.toISOString().slice(0, 10),
      ago,
      channel,
      category,
      amount,
    ]);

  it('is compared once it is over for six hours, the last day first', async () => {
    expect(await test.store.findUncheckedDay(noon)).toBeUndefined();
    for (const ago of [0, 1, 2, 9]) await bill(ago, `0.${ago}5`);
    const dayAt = async (at: Date) => (await test.store.findUncheckedDay(at))?.day;
    const [before, last] = [-2, -1].map((ago) =>
      later(ago * day)
        .toISOString()
        .slice(0, 10),
    );
    expect(await dayAt(new Date(morning.getTime() + 6 * 60 * minute - 1))).toBe(before);
    expect(await test.store.findUncheckedDay(noon)).toEqual({
      day: last,
      counted: [{ channel: 'sms', category: 'utility', currency: 'USD', amount: '0.15' }],
    });
    await test.store.saveUsageCheck({ day: last ?? '', checkedAt: noon, problem: 'Twilio answered 403' });
    expect(await dayAt(noon)).toBe(last);
    await test.store.saveUsageCheck({ day: last ?? '', checkedAt: noon, sums: [], drifted: [] });
    expect(await dayAt(noon)).toBe(before);
    await test.store.saveUsageCheck({ day: before ?? '', checkedAt: noon, sums: [], drifted: [] });
    expect(await dayAt(noon)).toBeUndefined();
  });

  it('raises one alert if it drifted, and is shown until the next day', async () => {
    expect(await test.store.findUsageCheck()).toBeUndefined();
    const check = { day: '2026-11-21', checkedAt: noon, sums: [...drifted] };
    expect(await test.store.saveUsageCheck({ ...check, drifted: [] })).toBeUndefined();
    expect(await test.store.saveUsageCheck({ ...check, drifted: [...drifted] })).toMatchObject({
      type: 'usage',
      day: '2026-11-21',
      sums: drifted,
    });
    expect(await test.store.saveUsageCheck({ ...check, drifted: [...drifted] })).toBeUndefined();
    expect(await test.store.findUsageCheck()).toEqual(check);
    expect(await test.sql(`select detail from outbox where type in ('budget.alert', 'usage.drift')`)).toEqual([
      { detail: { day: '2026-11-21', sums: drifted } },
    ]);
  });
});
