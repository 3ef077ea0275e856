import { afterAll, beforeAll, expect, it } from 'vitest';
import { account, clientFor, createRaw, type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'Seu pedido saiu' };

it('refuses in Twilio’s shape', async () => {
  const answer = await createRaw(simulator.url, { To: '+15005550001', From: sms.from, Body: 'oi' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({
    code: 21211,
    message: expect.any(String),
    more_info: 'https://www.twilio.com/docs/errors/21211',
    status: 400,
  });
});

it('refuses so that the client throws its own error', async () => {
  await expect(simulator.client.messages.create({ ...sms, body: 'a'.repeat(1601) })).rejects.toMatchObject({
    status: 400,
    code: 21617,
    moreInfo: expect.stringContaining('21617'),
  });
});

it('answers a wrong token with 401', async () => {
  const stranger = clientFor(simulator.url, account.TWILIO_ACCOUNT_SID, 'wrong');
  await expect(stranger.messages.create(sms)).rejects.toMatchObject({ status: 401, code: 20003 });
});

it('takes an API key with its secret', async () => {
  const keyed = clientFor(simulator.url, account.TWILIO_API_KEY, account.TWILIO_API_SECRET);
  await expect(keyed.messages.create(sms)).resolves.toMatchObject({ status: 'queued' });
});

it('answers another account and an unknown message with 404', async () => {
  const other = simulator.client.api.v2010.accounts(`AC${'9'.repeat(32)}`).messages;
  await expect(other.create(sms)).rejects.toMatchObject({ status: 404, code: 20404 });
  await expect(simulator.client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
    status: 404,
    code: 20404,
  });
});

it('answers a body that is too large with 413', async () => {
  const answer = await createRaw(simulator.url, { To: sms.to, Body: 'a'.repeat(300_000) });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: 20001, status: 413 });
});
