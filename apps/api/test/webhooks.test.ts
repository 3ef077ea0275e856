import { CreatedWebhook, EventPage, Webhook, WebhookPage } from '@recado/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const url = 'https://example.com/recado';

const create = async (body: object = { url }) =>
  CreatedWebhook.parse((await api.call('POST', '/v1/webhooks', { body })).body);

it('a webhook shows its secret once, and begins with the events from now on', async () => {
  const { secret, ...created } = await create({ url, types: ['message.read'], include_numbers: true });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const shown = await api.call('GET', `/v1/webhooks/${created.id}`);
  expect(Webhook.parse(shown.body)).toEqual(created);
  expect(shown.text).not.toContain('whsec_');
  expect(WebhookPage.parse((await api.call('GET', '/v1/webhooks')).body).data).toContainEqual(created);
  const { body } = await api.call('GET', '/v1/audit?action=webhook.created&limit=1');
  expect(body).toMatchObject({ data: [{ object: `webhooks/${created.id}`, detail: { include_numbers: true } }] });
});

it('a webhook is changed, gets another secret, and is deleted', async () => {
  const { id, secret } = await create();
  const changed = await api.call('PATCH', `/v1/webhooks/${id}`, { body: { types: ['message.failed'] } });
  expect(changed.body).toMatchObject({ url, types: ['message.failed'] });
  const rotated = await api.call('POST', `/v1/webhooks/${id}/rotate-secret`);
  expect(CreatedWebhook.parse(rotated.body).secret).not.toBe(secret);
  expect((await api.call('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
  expect((await api.call('GET', `/v1/webhooks/${id}`)).status).toBe(404);
});

it('a webhook has a filter, which a change replaces or removes', async () => {
  const filter = { category: ['marketing', 'utility'], reference: 'order-1' };
  const { id, ...created } = await create({ url, filter });
  expect(created).toMatchObject({ filter, waiting: 0 });
  const change = async (body: object) => (await api.call('PATCH', `/v1/webhooks/${id}`, { body })).body;
  expect(await change({ filter: { error_code: 63_016 } })).toMatchObject({ filter: { error_code: 63_016 } });
  expect(await change({ filter: null })).not.toHaveProperty('filter');
  for (const wrong of [{ error_code: 'x' }, { channel: 'fax' }, { category: [] }, { category: ['sales'] }, 'x'])
    expect(await api.call('PATCH', `/v1/webhooks/${id}`, { body: { filter: wrong } })).toMatchObject({ status: 422 });
});

it('a test is an event for this webhook', async () => {
  const { id } = await create();
  const before = EventPage.parse((await api.call('GET', '/v1/events?after=latest')).body).next_after;
  expect((await api.call('POST', `/v1/webhooks/${id}/test`)).status).toBe(204);
  const { data } = EventPage.parse((await api.call('GET', `/v1/events?after=${before}`)).body);
  expect(data).toMatchObject([{ type: 'webhook.test', data: { id } }]);
  const replay = { from: before + 1, to: before + 1 };
  const answer = await api.call('POST', `/v1/webhooks/${id}/replay`, { body: replay });
  expect(answer).toMatchObject({ status: 202, body: { replaying: replay } });
  expect((await api.call('GET', `/v1/webhooks/${id}/deliveries`)).body).toEqual({ data: [], next_cursor: null });
});

it.each([
  [{ url: 'http://example.com/' }, 'url', 'not_https'],
  [{ url: 'https://127.0.0.1/' }, 'url', 'private_address'],
  [{ url: 'https://localhost/' }, 'url', 'private_address'],
  [{ url: 'https://[::ffff:10.0.0.1]/' }, 'url', 'private_address'],
  [{ url: 'https://2130706433/' }, 'url', 'private_address'],
  [{ url: 'https://user:word@example.com/' }, 'url', 'invalid_format'],
  [{ url: 'ftp://example.com/' }, 'url', 'invalid_format'],
  [{ url, types: ['message.eaten'] }, 'types.0', 'invalid_value'],
  [{ url, types: [] }, 'types', 'too_small'],
  [{ url, filter: { channel: 'sms', colour: 'red' } }, 'filter.colour', 'unknown_field'],
  [{ url, filter: {} }, 'filter', 'required'],
  [{ url, filter: { sender: 'nobody' } }, 'filter.sender', 'unknown_sender'],
  [{ url, filter: { campaign_id: crypto.randomUUID() } }, 'filter.campaign_id', 'unknown_campaign'],
  [{}, 'url', 'required'],
])('refuses %o', async (body, field, reason) => {
  const answer = await api.call('POST', '/v1/webhooks', { body });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, reason }] } });
});

it.each([
  [{ from: 1, to: 999_999_999 }, 'to', 'in_the_future'],
  [{ from: 5, to: 4 }, 'to', 'too_small'],
  [{ from: 0, to: 4 }, 'from', 'too_small'],
])('refuses to send %o again', async (body, field, reason) => {
  const { id } = await create();
  const answer = await api.call('POST', `/v1/webhooks/${id}/replay`, { body });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, reason }] } });
});

it('only an admin sees or creates webhooks', async () => {
  const { key } = await api.makeKey(['messages:read', 'pii:read', 'messages:write']);
  for (const method of ['GET', 'POST'])
    expect((await api.call(method, '/v1/webhooks', { key, ...(method === 'POST' && { body: { url } }) })).status).toBe(
      403,
    );
});
