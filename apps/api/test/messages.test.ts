import { Message, MessagePage } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { confirmation, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const post = async (request: object = {}) => {
  const answer = await api.call('POST', '/v1/messages', { body: { ...confirmation, ...request } });
  expect(answer).toMatchObject({ status: 202 });
  return Message.strict().parse(answer.body);
};

describe('POST /v1/messages', () => {
  it('answers 202 with the message and where it is', async () => {
    const answer = await api.call('POST', '/v1/messages', { body: confirmation });
    expect(answer.status).toBe(202);
    const message = Message.strict().parse(answer.body);
    expect(message).toMatchObject({
      status: 'accepted',
      to: '+5511987654321',
      channel: 'whatsapp',
      category: 'utility',
      sender: 'store',
      template: 'order_confirmation',
      language: 'pt_BR',
      reference: 'order-1042',
      attempts: 0,
    });
    expect(answer.headers.get('location')).toBe(`/v1/messages/${message.id}`);
  });

  it.each([
    [{ language: 'en' }, { language: 'en' }],
    [{ channel: 'sms' }, { channel: 'sms', sender: 'store-sms' }],
    [{ sender: 'store-sms' }, { channel: 'sms', sender: 'store-sms' }],
    [{ category: 'utility' }, { category: 'utility' }],
    [{ to: '(11) 98765-4321' }, { to: '+5511987654321' }],
    [{ metadata: { basket: 7, vip: true, note: null } }, { metadata: { basket: 7, vip: true, note: null } }],
    [{ variables: { order_id: 1042 } }, { template: 'order_confirmation' }],
  ])('takes %j', async (request, expected) => {
    expect(await post(request)).toMatchObject(expected);
  });

  it('shows the fallback SMS, without its text', async () => {
    const message = await post({ fallback: { channel: 'sms', template: 'order_confirmation', after: 'PT10M' } });
    expect(message.fallback).toEqual({ channel: 'sms' });
  });

  it('counts valid_for from send_at', async () => {
    const send_at = new Date(Date.now() + 3_600_000).toISOString();
    const message = await post({ send_at, valid_for: 'PT10M' });
    expect(message.send_at).toBe(send_at);
    expect(Date.parse(message.valid_until ?? '') - Date.parse(send_at)).toBe(600_000);
  });

  it('has it in the record when it answers', async () => {
    const message = await post();
    const found = await api.call('GET', `/v1/messages/${message.id}`);
    expect(found.body).toEqual({
      ...message,
      events: [{ at: message.created_at, type: 'accepted', status: 'accepted' }],
    });
  });

  it('accepts many at once', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, async () => (await post({ reference: 'burst' })).id));
    expect(new Set(ids).size).toBe(100);
    const { body } = await api.call('GET', '/v1/messages?reference=burst&limit=200');
    expect(MessagePage.parse(body).data).toHaveLength(100);
  });
});

describe('GET /v1/messages', () => {
  it('pages from the newest to the oldest', async () => {
    const sent: string[] = [];
    for (let n = 0; n < 5; n++) sent.unshift((await post({ reference: 'paged' })).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await api.call('GET', `/v1/messages?reference=paged&limit=2${cursor && `&cursor=${cursor}`}`);
      const page = MessagePage.parse(body);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(sent);
  });

  it('finds a person however the number is written, and by status', async () => {
    const { id } = await post({ to: '+5521998877665' });
    const listed = async (query: string) => {
      const { body } = await api.call('GET', `/v1/messages?to=${encodeURIComponent('(21) 99887-7665')}${query}`);
      return MessagePage.parse(body).data.map((message) => message.id);
    };
    expect(await listed('&status=accepted')).toEqual([id]);
    expect(await listed('&status=sent')).toEqual([]);
  });
});

describe('POST /v1/messages/:id/cancel', () => {
  it('shows no more than the status to a key that may not read messages', async () => {
    await using keys = openKeyStore(api.databaseUrl);
    const { key } = await keys.makeKey(['messages:write']);
    const { id } = await post({ send_at: new Date(Date.now() + 3_600_000).toISOString() });
    const answer = await api.call('POST', `/v1/messages/${id}/cancel`, { key });
    expect([answer.status, answer.body]).toEqual([200, { id, status: 'canceled' }]);
  });

  it('cancels a message that has not left, and answers the same when it is asked again', async () => {
    const { id } = await post({ send_at: new Date(Date.now() + 3_600_000).toISOString() });
    const first = await api.call('POST', `/v1/messages/${id}/cancel`);
    expect(first).toMatchObject({ status: 200 });
    expect(Message.strict().parse(first.body).status).toBe('canceled');
    expect((await api.call('POST', `/v1/messages/${id}/cancel`)).body).toEqual(first.body);
    const { body } = await api.call('GET', `/v1/messages/${id}`);
    expect(Message.parse(body).events?.map(({ type }) => type)).toEqual(['accepted', 'canceled']);
  });

  it('honours an Idempotency-Key, which names one message only', async () => {
    const [one, other] = [await post(), await post()];
    const headers = { 'idempotency-key': 'cancel-it' };
    expect((await api.call('POST', `/v1/messages/${one.id}/cancel`, { headers })).status).toBe(200);
    expect((await api.call('POST', `/v1/messages/${one.id}/cancel`, { headers })).status).toBe(200);
    expect((await api.call('POST', `/v1/messages/${other.id}/cancel`, { headers })).body).toMatchObject({
      type: 'urn:recado:problem:idempotency-key-reused',
    });
    const { body } = await api.call('GET', `/v1/messages/${other.id}`);
    expect(body).toMatchObject({ status: 'accepted' });
  });
});
