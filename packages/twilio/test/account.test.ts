import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AnswerFailure } from '../src/answer.ts';
import { fetchBalance, fetchUsage } from '../src/prices.ts';
import { createTwilio, type Twilio } from '../src/client.ts';

let simulator: Simulator;
let twilio: Twilio;
beforeAll(async () => {
  simulator = await startSimulator();
  const { accountSid, authToken, url: baseUrl } = simulator;
  twilio = createTwilio({ accountSid, authToken, baseUrl, timeoutMs: 10_000, publicUrl: baseUrl });
});
afterAll(async () => {
  await twilio[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const put = (path: string, body: object) =>
  fetch(`${simulator.url}/simulator/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('the balance of the account is read, also when it is negative', async () => {
  expect(await twilio.fetchBalance()).toEqual({ amount: '1000000.00', currency: 'USD' });
  await put('balance', { balance: '-3.2', currency: 'BRL' });
  expect(await twilio.fetchBalance()).toEqual({ amount: '-3.2', currency: 'BRL' });
});

it.each([
  { balance: '', currency: 'USD' },
  { balance: '1e3', currency: 'USD' },
  { balance: '12', currency: '' },
])('an answer that is no balance is an error: %o', async (answer) => {
  await expect(fetchBalance({ fetch: async () => answer })).rejects.toThrow('not a balance');
});

it('the quality of WhatsApp senders is read, and a Messaging Service has the worst of its senders', async () => {
  const [store, other, service] = ['+551150289876', '+551150289875', `MG${'a'.repeat(32)}`];
  expect(await twilio.fetchQualities([store, service])).toEqual(new Map());
  await put('quality', { sender: `whatsapp:${store}`, quality_rating: 'LOW', messaging_limit: 'TIER_UNLIMITED' });
  await put('quality', { sender: `whatsapp:${other}`, quality_rating: 'HIGH', messaging_limit: '2K Customers/24hr' });
  await put('quality', { sender: 'whatsapp:+551150289870' });
  expect(await twilio.fetchQualities([store, other, service, '+551150289870', '+551150289999'])).toEqual(
    new Map<string, object>([
      [store, { rating: 'low', messagingLimit: null }],
      [other, { rating: 'high', messagingLimit: 2_000 }],
      [service, { rating: 'low', messagingLimit: 2_000 }],
      ['+551150289870', {}],
    ]),
  );
});

it('the usage of a day is read, page by page', async () => {
  expect(await twilio.fetchUsage('2026-11-21')).toEqual({ isWhole: true, records: [] });
});

it('tells what the account was billed on a day, whole once the day is over for Twilio', async () => {
  const record = { category: 'sms-outbound', count: '3', price: 0.0249, priceUnit: 'usd', asOf: null };
  const list = vi.fn(async () => [record, { ...record, category: 'calls', count: null, price: null, priceUnit: null }]);
  expect(await fetchUsage({ list }, '2026-11-21')).toEqual({
    isWhole: true,
    records: [
      { category: 'sms-outbound', count: 3, amount: '0.024900', currency: 'USD' },
      { category: 'calls', count: 0, amount: '0.000000', currency: 'USD' },
    ],
  });
  const day = new Date('2026-11-21T00:00:00Z');
  expect(list).toHaveBeenCalledExactlyOnceWith({
    startDate: day,
    endDate: day,
    includeSubaccounts: false,
    pageSize: 1000,
  });
  const at = (asOf: string) => fetchUsage({ list: async () => [{ ...record, asOf }] }, '2026-11-21');
  expect(await at('2026-11-21T23:59:59+00:00')).toMatchObject({ isWhole: false });
  expect(await at('2026-11-22T00:00:00+00:00')).toMatchObject({ isWhole: true });
});

it('says why Twilio does not tell what it billed, and rejects if it does not answer', async () => {
  const refused = (status: number, text: string) =>
    fetchUsage({ list: async () => Promise.reject(new AnswerFailure({ status, text, headers: {} })) }, '2026-11-21');
  expect(await refused(403, 'Access denied')).toEqual({ problem: expect.stringContaining('403: Access denied') });
  expect(await refused(404, '')).toEqual({ problem: expect.stringContaining('404') });
  await expect(refused(503, '')).rejects.toThrow(AnswerFailure);
});
