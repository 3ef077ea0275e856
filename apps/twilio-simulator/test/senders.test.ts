import { afterAll, beforeAll, expect, it } from 'vitest';
import { account, startSimulator, type Simulator } from './support/simulator.ts';
import { startWebhook } from './support/webhook.ts';

const [sms, whatsapp, stranger] = ['+551150289877', 'whatsapp:+551150289876', '+551150280000'];
const service = `MG${'a'.repeat(32)}`;
const first = 'https://first.example.com/inbound';

let simulator: Simulator;
let webhook: Awaited<ReturnType<typeof startWebhook>>;

beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_SENDERS: `${sms},${whatsapp}`, SIMULATOR_INBOUND_URL: first });
  simulator.client.messaging.baseUrl = simulator.url;
  webhook = await startWebhook();
});
afterAll(async () => {
  await webhook.close();
  await simulator.close();
});

const findNumber = async (phoneNumber: string) =>
  (await simulator.client.incomingPhoneNumbers.list({ phoneNumber }))[0];
const updateNumber = async (settings: { smsUrl: string; smsFallbackUrl?: string }) =>
  simulator.client.incomingPhoneNumbers((await findNumber(sms))?.sid ?? '').update(settings);
const updateWhatsApp = (sid: string, body: unknown) =>
  fetch(`${simulator.url}/v2/Channels/Senders/${sid}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`${account.TWILIO_ACCOUNT_SID}:${account.TWILIO_AUTH_TOKEN}`)}`,
    },
  });
const send = (request: object) =>
  simulator.post('/simulator/inbound', { from: '+5511987654321', body: 'Oi', ...request });

it('has the listed senders, and no others', async () => {
  expect(await findNumber(sms)).toMatchObject({ phoneNumber: sms, smsUrl: first, smsMethod: 'POST' });
  expect(await findNumber(stranger)).toBeUndefined();
  await expect(simulator.client.incomingPhoneNumbers(`PN${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
    status: 404,
    code: 20404,
  });
});

it('sends inbound messages to the URL of the number once it was updated', async () => {
  await updateNumber({ smsUrl: `${webhook.url}#rc=5`, smsFallbackUrl: first });
  expect(await findNumber(sms)).toMatchObject({ smsUrl: `${webhook.url}#rc=5`, smsFallbackUrl: first });
  expect(await (await send({ to: sms })).json()).toMatchObject({ status: 204 });
  expect(webhook.received.at(-1)).toMatchObject({ isSigned: true, parameters: { To: sms, Body: 'Oi' } });
});

it('asks the URL of a Messaging Service first, unless the service leaves it to the number', async () => {
  const context = simulator.client.messaging.v1.services(service);
  await context.update({ inboundRequestUrl: '' });
  expect((await send({ to: sms, messaging_service_sid: service })).status).toBe(409);
  await context.update({ useInboundWebhookOnNumber: true });
  expect(await context.fetch()).toMatchObject({ inboundRequestUrl: '', useInboundWebhookOnNumber: true });
  expect(await (await send({ to: sms, messaging_service_sid: service })).json()).toMatchObject({ status: 204 });
  expect((await context.phoneNumbers.list()).map(({ phoneNumber }) => phoneNumber)).toEqual([sms]);
  expect((await context.channelSenders.list()).map(({ sender }) => sender)).toEqual([whatsapp]);
});

it('lists and updates WhatsApp senders by JSON, and keeps settings that are not named', async () => {
  const [sender] = await simulator.client.messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
  expect(sender).toMatchObject({ senderId: whatsapp, webhook: { callbackUrl: first } });
  const status = { status_callback_url: 'https://first.example.com/status' };
  expect((await updateWhatsApp(sender?.sid ?? '', { webhook: status })).status).toBe(202);
  expect((await updateWhatsApp(sender?.sid ?? '', { webhook: { callback_url: webhook.url } })).status).toBe(202);
  expect(await simulator.client.messaging.v2.channelsSenders(sender?.sid ?? '').fetch()).toMatchObject({
    webhook: { callbackUrl: webhook.url, statusCallbackUrl: status.status_callback_url },
  });
});

it('refuses a URL that is none, and resources of others, with the codes of Twilio', async () => {
  await expect(updateNumber({ smsUrl: 'no url' })).rejects.toMatchObject({ status: 400, code: 21502 });
  const services = simulator.client.messaging.v1.services;
  await expect(services(service).update({ fallbackUrl: 'no url' })).rejects.toMatchObject({ code: 20001 });
  await expect(services('MG1').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  expect((await updateWhatsApp(`XE${'0'.repeat(32)}`, { webhook: {} })).status).toBe(404);
});
