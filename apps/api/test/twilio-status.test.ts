import { Message, Sender } from '@recado/contract';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundForm } from './support/inbound-form.ts';
import { confirmation, publicUrl, startApi, type RunningApi } from './support/running-api.ts';
import { postForm, sign, type Fields } from './support/signed-form.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const sid = `SM${'1'.repeat(32)}`;
const fields = (status: string, rest: Fields = {}): Fields => ({
  AccountSid: `AC${'0'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  From: 'whatsapp:+551150289876',
  To: 'whatsapp:+5511987654321',
  MessageSid: sid,
  SmsSid: sid,
  MessageStatus: status,
  SmsStatus: status,
  ChannelPrefix: 'whatsapp',
  ...rest,
});

const callBack = (path: string, form: Fields, signature?: string) => postForm(api.url, path, form, signature);

const accept = async () => {
  const { body } = await api.call('POST', '/v1/messages', { body: confirmation });
  return Message.parse(body).id;
};
const find = async (id: string) => Message.parse((await api.call('GET', `/v1/messages/${id}`)).body);
const statusPath = (id: string) => `/webhooks/twilio/status/${id}`;

it('answers 204 once the status is committed', async () => {
  const id = await accept();
  const answer = await callBack(statusPath(id), fields('delivered'));
  expect(answer).toMatchObject({ status: 204 });
  const message = await find(id);
  expect(message).toMatchObject({ status: 'delivered', twilio_sid: sid });
  expect(message.events?.at(-1)).toMatchObject({ type: 'callback', status: 'delivered', twilio_sid: sid });
});

it('ends at the same status with any order and repetition', async () => {
  const id = await accept();
  for (const status of ['read', 'sent', 'delivered', 'sent', 'queued', 'read'])
    expect((await callBack(statusPath(id), fields(status))).status).toBe(204);
  const message = await find(id);
  expect(message.status).toBe('read');
  expect(message.events?.filter(({ type }) => type === 'callback').map(({ status }) => status)).toEqual([
    'read',
    'sent',
    'delivered',
    'queued',
  ]);
});

it('ends in the same place when the same callbacks come a thousand times, many at once', async () => {
  const id = await accept();
  const often = Array.from({ length: 1000 }, (_, number) => ['read', 'sent', 'delivered'][(number * 7) % 3] ?? '');
  const statuses = often.values();
  const answers: number[] = [];
  const lane = async () => {
    for (const status of statuses) answers.push((await callBack(statusPath(id), fields(status))).status);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  expect(answers.filter((status) => status === 204)).toHaveLength(1000);
  const { status, events } = await find(id);
  expect(status).toBe('read');
  const kept = events?.filter(({ type }) => type === 'callback').map((event) => event.status);
  expect(kept?.toSorted()).toEqual(['delivered', 'read', 'sent']);
});

it('says why a message was not delivered', async () => {
  const id = await accept();
  const form = fields('undelivered', { ErrorCode: '63016', ChannelStatusMessage: 'Janela de 24h — não permitida' });
  expect((await callBack(statusPath(id), form)).status).toBe(204);
  expect(await find(id)).toMatchObject({ status: 'undelivered', error: { code: 63_016 } });
});

it('includes unknown, empty and repeated fields in the signature', async () => {
  const id = await accept();
  const form = fields('sent', { Yet: '', Unknown: ['b', 'a', 'b'], 'Brackets[0]': 'x' });
  expect((await callBack(statusPath(id), form)).status).toBe(204);
});

it('counts the query for the signature', async () => {
  const id = await accept();
  expect((await callBack(`${statusPath(id)}?a=1&b=%20`, fields('sent'))).status).toBe(204);
  const unsigned = sign(publicUrl + statusPath(id), fields('sent'));
  expect((await callBack(`${statusPath(id)}?a=2`, fields('sent'), unsigned)).status).toBe(403);
});

it.each([
  ['is missing', ''],
  ['is nonsense', 'bm9uc2Vuc2U='],
  ['is of another account', createHmac('sha1', 'other').update('x').digest('base64')],
])('refuses a callback whose signature %s', async (_what, signature) => {
  const id = await accept();
  const answer = await callBack(statusPath(id), fields('delivered'), signature);
  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({ type: 'urn:recado:problem:invalid-signature' });
  expect((await find(id)).status).toBe('accepted');
});

it("refuses one message's callback at another's address", async () => {
  const [one, other] = [await accept(), await accept()];
  const signature = sign(publicUrl + statusPath(one), fields('delivered'));
  expect((await callBack(statusPath(other), fields('delivered'), signature)).status).toBe(403);
});

it.each(['019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90', 'nothing'])('answers 404 for the message %s', async (id) => {
  const answer = await callBack(statusPath(id), fields('delivered'));
  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ type: 'urn:recado:problem:not-found' });
});

it.each([
  ['has no status', { MessageSid: sid }],
  ['has no SID', { MessageStatus: 'sent' }],
])('refuses a signed form that %s', async (_what, form) => {
  expect((await callBack(statusPath(await accept()), form as Fields)).status).toBe(422);
});

it('refuses a form that is too large', async () => {
  const answer = await callBack(statusPath(await accept()), fields('sent', { Long: 'x'.repeat(70_000) }));
  expect(answer.body).toMatchObject({ type: 'urn:recado:problem:payload-too-large' });
});

it('slows a sender down that is too fast for the carrier, and pauses one that Twilio refuses', async () => {
  const sender = async () => Sender.parse((await api.call('GET', '/v1/senders/store')).body);
  const fail = async (code: number, failedSid: string) =>
    callBack(
      statusPath(await accept()),
      fields('failed', { MessageSid: failedSid, SmsSid: failedSid, ErrorCode: String(code) }),
    );
  expect(await fail(63018, `SM${'2'.repeat(32)}`)).toMatchObject({ status: 204 });
  expect(await sender()).toMatchObject({
    rate: { mps: 80, in_force: 40, cause: { code: 63018, meaning: expect.any(String) } },
    health: { status: 'throttled' },
  });
  expect(await fail(30002, `SM${'3'.repeat(32)}`)).toMatchObject({ status: 204 });
  const reason = expect.stringMatching(/^Twilio 30002: .*PUT \/v1\/senders/);
  expect(await sender()).toMatchObject({ paused: true, paused_reason: reason, health: { status: 'paused', reason } });
  await api.call('PUT', '/v1/senders/store', { body: { paused: false } });
  expect(await sender()).toMatchObject({ paused: false, health: { status: 'throttled' } });
});

describe('while the auth token is changed', () => {
  const tokens = { current: 'f'.repeat(32), previous: 'e'.repeat(32) };
  let rotating: RunningApi;
  beforeAll(async () => {
    rotating = await startApi({ TWILIO_AUTH_TOKEN: `${tokens.current},${tokens.previous}` });
  });
  afterAll(() => rotating[Symbol.asyncDispose]());

  const answerTo = async (path: string, form: Fields, token: string) =>
    (await postForm(rotating.url, path, form, sign(publicUrl + path, form, token))).status;

  it('takes callbacks and inbound messages that are signed with either token, and no others', async () => {
    const { body } = await rotating.call('POST', '/v1/messages', { body: confirmation });
    const status = statusPath(Message.parse(body).id);
    const inbound = inboundForm('+5511987654321', 'Oi');
    for (const token of [tokens.current, tokens.previous]) {
      expect(await answerTo(status, fields('delivered'), token)).toBe(204);
      expect(await answerTo('/webhooks/twilio/inbound', inbound, token)).toBe(200);
    }
    for (const token of ['d'.repeat(32), `${tokens.current},${tokens.previous}`, '']) {
      expect(await answerTo(status, fields('delivered'), token)).toBe(403);
      expect(await answerTo('/webhooks/twilio/inbound', inbound, token)).toBe(403);
    }
  });
});
