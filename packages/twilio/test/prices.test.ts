import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTwilio, type Twilio } from '../src/client.ts';
import { submission } from './support/make-twilio.ts';

let simulator: Simulator;
let twilio: Twilio;
beforeAll(async () => {
  simulator = await startSimulator({
    SIMULATOR_STEP_MS: '10',
    SIMULATOR_PRICE_DELAY_MS: '300',
    SIMULATOR_CALLBACKS: 'off',
    SIMULATOR_LATENCY_MS: '0',
  });
  const { accountSid, authToken, url: baseUrl } = simulator;
  twilio = createTwilio({ accountSid, authToken, baseUrl, timeoutMs: 10_000, publicUrl: baseUrl });
});
afterAll(async () => {
  await twilio[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const send = async (messageId: string) => {
  const outcome = await twilio.requestTwilio({ ...submission, from: '+15005550006', messageId });
  return outcome.kind === 'submitted' ? outcome.sid : '';
};

it('a price is not there at first, and then without its sign', async () => {
  const sid = await send('one');
  expect(await twilio.fetchPrice(sid)).toBeUndefined();
  await expect
    .poll(() => twilio.fetchPrice(sid))
    .toEqual({
      twilioSid: sid,
      amount: '0.00830',
      currency: 'USD',
    });
});

it('there is no price of a message that Twilio no longer has', async () => {
  expect(await twilio.fetchPrice(`SM${'f'.repeat(32)}`)).toBeUndefined();
});

it('prices are listed in pages, newest first, up to a time and a number of requests', async () => {
  const sids = await Promise.all(Array.from({ length: 1_500 }, (_, n) => send(`m${n}`)));
  const listed = async (since: Date, requests: number) => {
    const pages: string[][] = [];
    for await (const page of twilio.listPrices(since, requests)) pages.push(page.map(({ twilioSid }) => twilioSid));
    return pages;
  };
  const hourAgo = new Date(Date.now() - 3_600_000);
  await expect
    .poll(async () => new Set((await listed(hourAgo, 5)).flat()), { interval: 500 })
    .toEqual(expect.toSatisfy((found: Set<string>) => sids.every((sid) => found.has(sid))));
  expect((await listed(hourAgo, 5)).map((page) => page.length > 0)).toEqual([true, true]);
  expect(await listed(hourAgo, 1)).toHaveLength(1);
  expect(await listed(new Date(Date.now() + 60_000), 5)).toHaveLength(1);
});
