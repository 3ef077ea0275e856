import { afterEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from './support/simulator.ts';
import { startWebhook } from './support/webhook.ts';

const stack: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of stack.splice(0).toReversed()) await one.close();
});

const start = async (answers: number[] = []) => {
  const webhook = await startWebhook(answers);
  const simulator = await startSimulator({ SIMULATOR_INBOUND_URL: webhook.url });
  stack.push(webhook, simulator);
  return { webhook, simulator };
};

const send = async (simulator: Simulator, request: object): Promise<unknown> =>
  (await simulator.post('/simulator/inbound', request)).json();

const sms = { from: '+5511988887777', to: '+5511400289220' };
const whatsapp = { from: 'whatsapp:+554188887777', to: 'whatsapp:+551150289876' };

it('reports a WhatsApp message as Twilio does, signed', async () => {
  const { webhook, simulator } = await start();
  const answer = await send(simulator, { ...whatsapp, button_text: 'Sair', button_payload: 'STOP' });
  expect(answer).toEqual({ message_sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), status: 204, auto_reply: null });
  expect(webhook.received).toMatchObject([
    {
      isSigned: true,
      parameters: {
        From: whatsapp.from,
        To: whatsapp.to,
        Body: 'Sair',
        ButtonText: 'Sair',
        ButtonPayload: 'STOP',
        WaId: '554188887777',
        ProfileName: expect.any(String),
        SmsStatus: 'received',
        NumMedia: '0',
      },
    },
  ]);
});

it('reports a person with a username by an id', async () => {
  const { webhook, simulator } = await start();
  const from = 'whatsapp:BR.13491208655302741918';
  expect(await send(simulator, { ...whatsapp, from, body: 'Oi' })).toMatchObject({ status: 204 });
  expect(webhook.received).toMatchObject([{ parameters: { From: from, ExternalUserId: 'BR.13491208655302741918' } }]);
  expect(webhook.received[0]?.parameters).not.toHaveProperty('WaId');
});

it('carries media, what is answered and a SID of one’s own', async () => {
  const { webhook, simulator } = await start();
  const sid = `MM${'a'.repeat(32)}`;
  const media = [{ url: 'https://example.com/a.png', content_type: 'image/png' }];
  await send(simulator, { ...whatsapp, media, replied_to: 'SM1', message_sid: sid });
  expect(webhook.received[0]?.parameters).toMatchObject({
    MessageSid: sid,
    NumMedia: '1',
    MediaUrl0: 'https://example.com/a.png',
    MediaContentType0: 'image/png',
    OriginalRepliedMessageSid: 'SM1',
  });
});

it('opts a person out of an SMS number, replies by itself, and lets them back in', async () => {
  const { webhook, simulator } = await start();
  const order = { to: sms.from, from: sms.to, body: 'oi' };
  expect(await send(simulator, { ...sms, body: ' stop ' })).toMatchObject({
    status: 204,
    auto_reply: expect.any(String),
  });
  await expect(simulator.client.messages.create(order)).rejects.toMatchObject({ code: 21610 });
  await expect(simulator.client.messages.create({ ...order, from: '+5511400289221' })).resolves.toBeDefined();
  await send(simulator, { ...sms, body: 'START' });
  await expect(simulator.client.messages.create(order)).resolves.toBeDefined();
  expect(webhook.received.map(({ parameters }) => parameters['Body'])).toEqual([' stop ', 'START']);
});

it('does nothing by itself with a word in Portuguese, or on WhatsApp', async () => {
  const { simulator } = await start();
  expect(await send(simulator, { ...sms, body: 'PARAR' })).toMatchObject({ auto_reply: null });
  expect(await send(simulator, { ...whatsapp, body: 'STOP' })).toMatchObject({ auto_reply: null });
  await expect(simulator.client.messages.create({ to: sms.from, from: sms.to, body: 'oi' })).resolves.toBeDefined();
});

it('opts out of a whole Messaging Service where Advanced Opt-Out understood it', async () => {
  const { webhook, simulator } = await start();
  const service = `MG${'1'.repeat(32)}`;
  const request = { ...whatsapp, body: 'chega', opt_out_type: 'STOP', messaging_service_sid: service };
  expect(await send(simulator, request)).toMatchObject({ auto_reply: expect.any(String) });
  expect(webhook.received[0]?.parameters).toMatchObject({ OptOutType: 'STOP', MessagingServiceSid: service });
  const { sid } = await simulator.client.messages.create({
    to: whatsapp.from,
    messagingServiceSid: service,
    body: 'oi',
  });
  await simulator.until(sid, 'failed');
});

it('shows what the webhook answered, and does not try again', async () => {
  const { webhook, simulator } = await start([500]);
  expect(await send(simulator, { ...sms, body: 'oi' })).toMatchObject({ status: 500 });
  expect(webhook.received).toHaveLength(1);
  await webhook.close();
  stack.shift();
  expect(await send(simulator, { ...sms, body: 'oi' })).toMatchObject({ status: null, error: 'ct' });
});

it.each([
  [{ ...sms, to: whatsapp.to }, 400],
  [{ ...sms, from: 'Recado' }, 400],
  [{ from: sms.from }, 400],
  [{ ...sms, opt_out_type: 'PARAR' }, 400],
])('refuses %j', async (request, status) => {
  const { simulator } = await start();
  expect((await simulator.post('/simulator/inbound', request)).status).toBe(status);
});

it('delivers texts on WhatsApp within 24 hours of an inbound message only, if configured to', async () => {
  const webhook = await startWebhook([]);
  const simulator = await startSimulator({
    SIMULATOR_INBOUND_URL: webhook.url,
    SIMULATOR_SERVICE_WINDOW: 'on',
    SIMULATOR_READ_SHARE: '0',
  });
  stack.push(webhook, simulator);
  const order = { to: whatsapp.from, from: whatsapp.to };
  const endOf = async (message: { body?: string; contentSid?: string; to?: string; from?: string }, end: string) => {
    const { sid } = await simulator.client.messages.create({ ...order, ...message });
    await simulator.until(sid, end);
    return (await simulator.client.messages(sid).fetch()).errorCode;
  };
  expect(await endOf({ body: 'oi' }, 'undelivered')).toBe(63016);
  expect(await endOf({ contentSid: `HX${'1'.repeat(32)}` }, 'delivered')).toBeNull();
  expect(await endOf({ body: 'oi', to: sms.from, from: sms.to }, 'delivered')).toBeNull();
  await send(simulator, { ...whatsapp, body: 'oi' });
  expect(await endOf({ body: 'oi' }, 'delivered')).toBeNull();
});

it('reports messages to a person whose id it knows with that id', async () => {
  const { webhook, simulator } = await start();
  const id = 'BR.13491208655302741918';
  const idsIn = async (to: string) => {
    const from = webhook.received.length;
    const message = { to, from: whatsapp.to, body: 'oi', statusCallback: webhook.url };
    const { sid } = await simulator.client.messages.create(message);
    await simulator.until(sid, 'delivered');
    await expect.poll(() => webhook.received.length).toBeGreaterThan(from);
    return new Set(webhook.received.slice(from).map(({ parameters }) => parameters['ExternalUserId']));
  };
  expect(await idsIn(whatsapp.from)).toEqual(new Set([undefined]));
  await send(simulator, { ...whatsapp, body: 'Oi', external_user_id: id });
  expect(await idsIn(whatsapp.from)).toEqual(new Set([id]));
  expect(await idsIn(`whatsapp:${id}`)).toEqual(new Set([id]));
});

it('says that no webhook is configured', async () => {
  const simulator = await startSimulator();
  stack.push(simulator);
  expect((await simulator.post('/simulator/inbound', { ...sms, body: 'oi' })).status).toBe(409);
});
