import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchBalance } from '../src/account.ts';
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
