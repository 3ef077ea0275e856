import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchBalance } from '../src/prices.ts';
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
