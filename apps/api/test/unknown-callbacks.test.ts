import { InboundPage, UnknownCallbackPage } from '@recado/contract';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';
import { inboundForm, postInbound } from './support/inbound-form.ts';
import { postForm } from './support/signed-form.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const callBack = (id: string, status: string, more = {}) => {
  const sid = `SM${id.replaceAll('-', '')}`;
  return postForm(api.url, `/webhooks/twilio/status/${id}`, { MessageSid: sid, MessageStatus: status, ...more });
};

const listUnknown = async (query = '') =>
  UnknownCallbackPage.parse((await api.call('GET', `/v1/callbacks/unknown${query}`)).body);

it('a callback of an unknown message is stored once', async () => {
  const id = randomUUID();
  for (let times = 0; times < 3; times += 1) expect((await callBack(id, 'sent')).status).toBe(404);
  await callBack(id, 'failed', { ErrorCode: '30008' });
  const sid = `SM${id.replaceAll('-', '')}`;
  expect((await listUnknown()).data).toMatchObject([
    { message_id: id, twilio_sid: sid, twilio_status: 'failed', error_code: 30_008 },
    { message_id: id, twilio_sid: sid, twilio_status: 'sent' },
  ]);
});

it('such callbacks are listed page by page', async () => {
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  for (const id of ids) await callBack(id, 'sent');
  const first = await listUnknown('?limit=2');
  const second = await listUnknown(`?limit=1&cursor=${first.next_cursor}`);
  expect([...first.data, ...second.data].map(({ message_id }) => message_id)).toEqual(ids.toReversed());
  const [oldest] = second.data;
  const since = `since=${oldest?.received_at}&sort=received_at`;
  const third = await listUnknown(`?limit=2&${since}`);
  const fourth = await listUnknown(`?limit=2&${since}&cursor=${third.next_cursor}`);
  expect([...third.data, ...fourth.data].map(({ message_id }) => message_id)).toEqual(ids);
  expect((await listUnknown(`?until=${oldest?.received_at}`)).data).not.toContainEqual(oldest);
  expect(await api.call('GET', '/v1/callbacks/unknown?cursor=x')).toMatchObject({ status: 422 });
});

it('a forged callback is not kept', async () => {
  const id = randomUUID();
  const form = { MessageSid: 'SM1', MessageStatus: 'sent' };
  expect((await postForm(api.url, `/webhooks/twilio/status/${id}`, form, 'forged')).status).toBe(403);
  expect((await listUnknown()).data.map(({ message_id }) => message_id)).not.toContain(id);
});

it('a message to an address that no sender has is kept, without a sender', async () => {
  const from = '+5511940000001';
  const form = inboundForm(from, 'Alô?', { To: 'whatsapp:+551150280000' });
  expect((await postInbound(api.url, form)).status).toBe(200);
  const { data } = InboundPage.parse(
    (await api.call('GET', `/v1/messages/inbound?from=${encodeURIComponent(from)}`)).body,
  );
  expect(data).toHaveLength(1);
  expect(data[0]).not.toHaveProperty('sender');
});
