import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { account, createRaw, type Simulator, startSimulator } from './support/simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const sms = { to: '+5511988887777', from: '+5511400289220', body: 'Seu pedido saiu' };
const whatsapp = { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876', body: 'oi' };
const messagingServiceSid = `MG${'a'.repeat(32)}`;

const rfc2822 = z.string().regex(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/);

/** The resource as Twilio publishes it, field by field. */
const Resource = z.strictObject({
  sid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/),
  account_sid: z.literal(account.TWILIO_ACCOUNT_SID),
  messaging_service_sid: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string(),
  body: z.string(),
  status: z.enum(['accepted', 'scheduled', 'queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed']),
  direction: z.literal('outbound-api'),
  num_segments: z.string().regex(/^\d+$/),
  num_media: z.string().regex(/^\d+$/),
  price: z
    .string()
    .regex(/^-\d+\.\d{5}$/)
    .nullable(),
  price_unit: z.literal('USD').nullable(),
  error_code: z.int().nullable(),
  error_message: z.string().nullable(),
  date_created: rfc2822,
  date_sent: rfc2822.nullable(),
  date_updated: rfc2822,
  api_version: z.literal('2010-04-01'),
  uri: z.string().startsWith('/2010-04-01/Accounts/AC'),
  subresource_uris: z.object({ media: z.string().endsWith('/Media.json') }),
});

it('answers 201 with Twilio’s fields and headers', async () => {
  const answer = await createRaw(simulator.url, { To: sms.to, From: sms.from, Body: sms.body });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
  expect(answer.headers.get('twilio-concurrent-requests')).toMatch(/^\d+$/);
  expect(answer.headers.get('twilio-request-duration')).toMatch(/^\d\.\d{3}$/);
  const resource = Resource.parse(await answer.json());
  expect(resource).toMatchObject({
    status: 'queued',
    num_segments: '1',
    price: null,
    price_unit: null,
    date_sent: null,
  });
});

it('delivers an SMS, and prices it by its segments', async () => {
  const { sid } = await simulator.client.messages.create({ ...sms, body: 'você '.repeat(20) });
  await simulator.until(sid, 'delivered');
  await expect
    .poll(() => simulator.client.messages(sid).fetch())
    .toMatchObject({
      numSegments: '2',
      price: '-0.01660',
      priceUnit: 'USD',
      dateSent: expect.any(Date),
    });
});

it('accepts for a Messaging Service, and chooses a sender later', async () => {
  const accepted = await simulator.client.messages.create({ to: sms.to, body: 'oi', messagingServiceSid });
  expect(accepted).toMatchObject({ status: 'accepted', from: null, numSegments: '0', messagingServiceSid });
  await simulator.until(accepted.sid, 'delivered');
  await expect(simulator.client.messages(accepted.sid).fetch()).resolves.toMatchObject({
    from: '+15005550006',
    numSegments: '1',
  });
});

it('counts media, and names such a message MM', async () => {
  const message = await simulator.client.messages.create({
    ...sms,
    mediaUrl: ['https://a.example/1', 'https://a.example/2'],
  });
  expect(message).toMatchObject({ numMedia: '2', sid: expect.stringMatching(/^MM/) });
});

it('sends a content’s text', async () => {
  const { body: _, ...addresses } = whatsapp;
  const message = await simulator.client.messages.create({
    ...addresses,
    contentSid: 'HX00000000000000000000000000000302',
    contentVariables: JSON.stringify({ 1: '77', 2: 'shipped' }),
  });
  expect(message.body).toBe(
    'News of your order 77: it is now shipped. If you have a question, just reply to this message.',
  );
});

it('takes a content that is only at Twilio', async () => {
  const { body: _, ...addresses } = whatsapp;
  const contentSid = `HX${'d'.repeat(32)}`;
  const message = await simulator.client.messages.create({ ...addresses, contentSid });
  expect(message.body).toContain(contentSid);
});

it('ends a marked number’s message as the mark says', async () => {
  const { sid } = await simulator.client.messages.create({ ...whatsapp, to: 'whatsapp:+5511905563024' });
  await simulator.until(sid, 'undelivered');
  await expect(simulator.client.messages(sid).fetch()).resolves.toMatchObject({
    errorCode: 63024,
    errorMessage: expect.any(String),
  });
});
