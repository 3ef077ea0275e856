import { afterEach, expect, it } from 'vitest';
import { startSimulator } from './support/simulator.ts';
import { startWebhook } from './support/webhook.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

const start = async (env: Record<string, string> = {}, answers: number[] = []) => {
  const webhook = await startWebhook(answers);
  open.push(webhook);
  const simulator = await startSimulator(env);
  open.push(simulator);
  return { webhook, simulator };
};

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'Olá' };
const whatsapp = { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876', body: 'Olá' };

it('reports every status of an SMS after the first, signed', async () => {
  const { webhook, simulator } = await start();
  const { sid } = await simulator.client.messages.create({ ...sms, statusCallback: webhook.url });
  await expect.poll(webhook.statuses).toEqual(['delivered', 'sending', 'sent']);
  expect(webhook.received.every(({ isSigned }) => isSigned)).toBe(true);
  expect(webhook.received.every(({ parameters }) => parameters['MessageSid'] === sid)).toBe(true);
});

it('reports that a WhatsApp message was read', async () => {
  const { webhook, simulator } = await start({ SIMULATOR_READ_SHARE: '1' });
  await simulator.client.messages.create({ ...whatsapp, statusCallback: webhook.url });
  await expect.poll(webhook.statuses).toEqual(['delivered', 'read', 'sent']);
  expect(webhook.about('read')).toMatchObject({ isSigned: true, parameters: { EventType: 'READ', To: whatsapp.to } });
});

it('reports why a message failed', async () => {
  const { webhook, simulator } = await start();
  const to = 'whatsapp:+5511905563016';
  await simulator.client.messages.create({ ...whatsapp, to, statusCallback: webhook.url });
  await expect.poll(webhook.statuses).toEqual(['sent', 'undelivered']);
  expect(webhook.about('undelivered')).toMatchObject({ isSigned: true, parameters: { ErrorCode: '63016' } });
});

it('reports the queue when a Messaging Service has chosen a sender', async () => {
  const { webhook, simulator } = await start();
  const messagingServiceSid = `MG${'a'.repeat(32)}`;
  await simulator.client.messages.create({ to: sms.to, body: 'oi', messagingServiceSid, statusCallback: webhook.url });
  await expect.poll(webhook.statuses).toEqual(['delivered', 'queued', 'sending', 'sent']);
  expect(webhook.about('queued')?.parameters).toMatchObject({
    MessagingServiceSid: messagingServiceSid,
    From: '+15005550006',
  });
});

it('repeats a callback that was answered with an error, when the URL asks for it', async () => {
  const { webhook, simulator } = await start({}, [503, 500]);
  const statusCallback = `${webhook.url}#rc=3&rp=all`;
  await simulator.client.messages.create({ ...sms, to: '+5511905510001', statusCallback });
  await expect.poll(() => webhook.received.length).toBe(4);
  const tokens = webhook.received.map(({ token }) => token);
  expect(new Set(tokens).size).toBe(2);
  await expect.poll(() => simulator.get('/simulator/stats')).toMatchObject({ callbacks: { sent: 2, failed: 0 } });
});

it('loses a callback that was answered with an error, when it does not', async () => {
  const { webhook, simulator } = await start({}, [500]);
  await simulator.client.messages.create({ ...sms, to: '+5511905510001', statusCallback: webhook.url });
  await expect.poll(() => simulator.get('/simulator/stats')).toMatchObject({ callbacks: { sent: 1, failed: 1 } });
  expect(webhook.statuses()).toEqual(['sending', 'sent']);
});

it('makes no callback over a redirect', async () => {
  const { webhook, simulator } = await start({}, [307, 307, 307]);
  await simulator.client.messages.create({ ...sms, statusCallback: webhook.url });
  await expect.poll(() => simulator.get('/simulator/stats')).toMatchObject({ callbacks: { sent: 0, failed: 3 } });
});

it('loses callbacks when configured to, and still delivers', async () => {
  const { webhook, simulator } = await start({ SIMULATOR_FAULTS: '{"callback_lost":1}' });
  await simulator.client.messages.create({ ...sms, statusCallback: webhook.url });
  await expect
    .poll(() => simulator.get('/simulator/stats'))
    .toMatchObject({
      by_status: { delivered: 1 },
      callbacks: { sent: 0, lost: 3 },
    });
  expect(webhook.received).toEqual([]);
});

it('makes each callback twice when configured to', async () => {
  const { webhook, simulator } = await start({ SIMULATOR_FAULTS: '{"callback_doubled":1}' });
  await simulator.client.messages.create({ ...sms, to: '+5511905510001', statusCallback: webhook.url });
  await expect.poll(webhook.statuses).toEqual(['sending', 'sending', 'sent', 'sent']);
});

it('makes no callback when they are off', async () => {
  const { webhook, simulator } = await start({ SIMULATOR_CALLBACKS: 'off' });
  await simulator.client.messages.create({ ...sms, statusCallback: webhook.url });
  await expect
    .poll(() => simulator.get('/simulator/stats'))
    .toMatchObject({
      by_status: { delivered: 1 },
      callbacks: { sent: 0, failed: 0, lost: 0 },
    });
  expect(webhook.received).toEqual([]);
});
