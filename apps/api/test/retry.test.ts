import { Campaign, CanceledMessages, Message, RetriedMessages } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { confirmation, publicUrl, request, startApi, twilioAuthToken, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const sid = () => `SM${randomUUID().replaceAll('-', '')}`;

/** Sends Twilio's report of a message. */
const report = (id: string, fields: Record<string, string>) => {
  const path = `/webhooks/twilio/status/${id}`;
  const sorted = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = publicUrl + path + sorted.flat().join('');
  return request(api.url + path, 'POST', {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', twilioAuthToken).update(text).digest('base64'),
    },
  });
};

let people = 0;

/** Sends to another person each time, because an opt-out by one message would suppress the next. */
const accept = async (reference = 'retried') => {
  people += 1;
  const to = `+55119876${54_000 + people}`;
  const { body } = await api.call('POST', '/v1/messages', { body: { ...confirmation, to, reference } });
  return Message.parse(body).id;
};

const failed = async (code: number, reference?: string, MessageSid = sid()) => {
  const id = await accept(reference);
  await report(id, { MessageSid, MessageStatus: 'failed', ErrorCode: String(code) });
  return id;
};

const retry = (id: string, headers = {}) => api.call('POST', `/v1/messages/${id}/retry`, { headers });
const find = async (id: string) => Message.parse((await api.call('GET', `/v1/messages/${id}`)).body);

describe('POST /v1/messages/:id/retry', () => {
  it('accepts a failed message again and records who requested it', async () => {
    const id = await failed(63016);
    const answer = await retry(id);
    expect(answer.status).toBe(202);
    expect(Message.strict().parse(answer.body)).toMatchObject({ id, status: 'accepted' });
    const found = await find(id);
    expect(found.events?.at(-1)).toMatchObject({ type: 'retried', error_code: 63016, detail: 'by RECADO_API_KEY' });
    expect(found).not.toHaveProperty('error');
    expect(found).not.toHaveProperty('twilio_sid');
  });

  it('leaves late callbacks of the time before without effect', async () => {
    const before = sid();
    const id = await failed(63016, 'late', before);
    await retry(id);
    expect(await report(id, { MessageSid: before, MessageStatus: 'delivered' })).toMatchObject({ status: 204 });
    expect((await find(id)).status).toBe('accepted');
  });

  it('refuses one that did not fail, and one of which the person opted out, and says why', async () => {
    expect(await retry(await accept())).toMatchObject({
      status: 409,
      body: { type: 'urn:recado:problem:conflict', detail: expect.stringContaining('is accepted') },
    });
    expect(await retry(await failed(63033))).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('63033') },
    });
    expect((await retry('019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90')).status).toBe(404);
  });

  it('does the same request once', async () => {
    const id = await failed(63016);
    const headers = { 'idempotency-key': 'once' };
    const first = await retry(id, headers);
    await report(id, { MessageSid: sid(), MessageStatus: 'failed', ErrorCode: '30008' });
    const again = await retry(id, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await find(id)).status).toBe('failed');
    expect((await retry(await failed(63016), headers)).status).toBe(422);
  });
});

describe('POST /v1/messages/retry', () => {
  const retryAll = (body: object, headers = {}) => api.call('POST', '/v1/messages/retry', { body, headers });

  it('retries those that the filters name, and counts the ones that it may not', async () => {
    const ids = await Promise.all([30008, 30008, 30005, 21610].map((code) => failed(code, 'bulk')));
    const headers = { 'idempotency-key': 'bulk' };
    const answer = await retryAll({ reference: 'bulk', error_code: 30008 }, headers);
    expect(answer.status).toBe(200);
    expect(RetriedMessages.strict().parse(answer.body)).toEqual({ retried: 2, refused: 0 });
    expect((await retryAll({ reference: 'bulk', error_code: 30008 }, headers)).body).toEqual(answer.body);
    expect((await retryAll({ reference: 'bulk', status: 'failed' })).body).toEqual({ retried: 1, refused: 1 });
    const found = await Promise.all(ids.map(find));
    expect(found.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'failed']);
  });

  it.each([{}, { limit: 10 }, { status: 'delivered' }, { reference: 'bulk', error: 1 }])(
    'refuses %j, which does not say which messages',
    async (body) => {
      expect(await retryAll(body)).toMatchObject({ status: 422, body: { errors: [expect.anything()] } });
    },
  );
});

describe('POST /v1/messages/cancel', () => {
  const cancelAll = (body: object, headers = {}) => api.call('POST', '/v1/messages/cancel', { body, headers });

  it('cancels those that the filters name and that Twilio does not have, once for each key', async () => {
    const ids = await Promise.all([accept('bulk cancel'), accept('bulk cancel'), accept('another')]);
    const sent = await accept('bulk cancel');
    await report(sent, { MessageSid: sid(), MessageStatus: 'sent' });
    const headers = { 'idempotency-key': 'bulk cancel' };
    const answer = await cancelAll({ reference: 'bulk cancel' }, headers);
    expect(answer.status).toBe(200);
    expect(CanceledMessages.strict().parse(answer.body)).toEqual({ canceled: 2, refused: 0 });
    const late = await accept('bulk cancel');
    expect((await cancelAll({ reference: 'bulk cancel' }, headers)).body).toEqual(answer.body);
    expect((await cancelAll({ reference: 'another' }, headers)).status).toBe(422);
    const found = await Promise.all([...ids, sent, late].map(find));
    expect(found.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'accepted', 'sent', 'accepted']);
    expect(found[0]?.events?.at(-1)).toMatchObject({ type: 'canceled' });
  });

  it.each([{}, { limit: 10 }, { status: 'sending' }, { reference: 'x', error_code: 1 }, { created_after: 'today' }])(
    'refuses %j, which does not say which messages',
    async (body) => {
      expect(await cancelAll(body)).toMatchObject({ status: 422, body: { errors: [expect.anything()] } });
    },
  );
});

describe('a key that may send messages, but not launch campaigns', () => {
  it("cancels no campaign's messages, by no way", async () => {
    await using keys = openKeyStore(api.databaseUrl);
    await using database = await openDatabase(api.databaseUrl);
    const { key } = await keys.makeKey(['messages:write']);
    const call = (path: string, body?: object, by = key) => api.call('POST', path, { key: by, ...(body && { body }) });
    const { body } = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template: 'promotion' } });
    const { id: campaign } = Campaign.parse(body);
    const [own, other] = [await accept('scoped cancel'), await accept('scoped cancel')];
    await database.query('update messages set campaign_id = $1 where id = $2', [campaign, other]);
    expect((await call('/v1/messages/cancel', { campaign_id: campaign })).status).toBe(403);
    expect((await call(`/v1/messages/${other}/cancel`)).status).toBe(403);
    expect((await call('/v1/messages/cancel', { reference: 'scoped cancel' })).body).toEqual({
      canceled: 1,
      refused: 0,
    });
    expect([(await find(own)).status, (await find(other)).status]).toEqual(['canceled', 'accepted']);
    const launcher = await keys.makeKey(['messages:write', 'campaigns:launch']);
    const again = await call('/v1/messages/cancel', { campaign_id: campaign }, launcher.key);
    expect(again.body).toEqual({ canceled: 1, refused: 0 });
  });

  it("retries no campaign's messages, by no way", async () => {
    await using keys = openKeyStore(api.databaseUrl);
    await using database = await openDatabase(api.databaseUrl);
    const { key } = await keys.makeKey(['messages:write']);
    const call = (path: string, body?: object, by = key) => api.call('POST', path, { key: by, ...(body && { body }) });
    const { body } = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template: 'promotion' } });
    const { id: campaign } = Campaign.parse(body);
    const [own, other] = [await failed(30008, 'scoped'), await failed(30008, 'scoped')];
    await database.query('update messages set campaign_id = $1 where id = $2', [campaign, other]);
    expect((await call('/v1/messages/retry', { campaign_id: campaign })).status).toBe(403);
    expect((await call(`/v1/messages/${other}/retry`)).status).toBe(403);
    expect((await call('/v1/messages/retry', { reference: 'scoped' })).body).toEqual({ retried: 1, refused: 0 });
    expect([(await find(own)).status, (await find(other)).status]).toEqual(['accepted', 'failed']);
    const launcher = await keys.makeKey(['messages:write', 'campaigns:launch']);
    const again = await call('/v1/messages/retry', { campaign_id: campaign }, launcher.key);
    expect(again.body).toEqual({ retried: 1, refused: 0 });
  });
});
