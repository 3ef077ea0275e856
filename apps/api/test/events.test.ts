import { EventPage, type Scope } from '@recado/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inboundForm } from './support/inbound-form.ts';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation } from './support/running-api.ts';
import { postForm } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const list = async (query: Record<string, string>, scopes: Scope[] = ['messages:read']) => {
  const { key } = await api.makeKey(scopes);
  return api.call('GET', `/v1/events?${new URLSearchParams(query).toString()}`, { key });
};

const page = async (query: Record<string, string>, scopes?: Scope[]) =>
  EventPage.parse((await list(query, scopes)).body);

const latest = async () => String((await page({ after: 'latest' })).next_after);

const send = async () => {
  const { body } = await api.call('POST', '/v1/messages', { body: confirmation });
  return (body as { id: string }).id;
};

it('an event shows the message as the API does, masked, with its number and a stable id', async () => {
  const after = await latest();
  const id = await send();
  await api.call('POST', `/v1/messages/${id}/cancel`);
  const { data, next_after: next } = await page({ after });
  expect(data).toMatchObject([
    {
      type: 'message.accepted',
      sequence: Number(after) + 1,
      schema: 1,
      data: { id, status: 'accepted', to: '+55119****4321' },
    },
    {
      type: 'message.canceled',
      sequence: Number(after) + 2,
      data: { id, status: 'canceled', reference: 'order-1042' },
    },
  ]);
  expect(next).toBe(Number(after) + 2);
  expect((await page({ after })).data).toEqual(data);
});

it('whole numbers need pii:read, and each answer that shows them is in the audit log', async () => {
  const after = await latest();
  await send();
  expect((await page({ after }, ['messages:read', 'pii:read'])).data[0]?.data).toMatchObject({ to: '+5511987654321' });
  const { body } = await api.call('GET', '/v1/audit?action=numbers.revealed&limit=1');
  expect(body).toMatchObject({ data: [{ object: 'events', detail: { count: 1 } }] });
});

it('an inbound message is an event, with its text only for pii:read', async () => {
  const after = await latest();
  await postForm(api.url, '/webhooks/twilio/inbound', inboundForm('+5511987650003', 'Oi'));
  const [event] = (await page({ after })).data;
  expect(event).toMatchObject({ type: 'message.received', data: { from: '+55119****0003' } });
  expect(event?.data).not.toHaveProperty('body');
});

it('the number of a person who opts out by a reply is whole only for pii:read, which is in the audit log', async () => {
  const after = await latest();
  await postForm(api.url, '/webhooks/twilio/inbound', inboundForm('+5511987650004', 'STOP'));
  const query = { after, types: 'contact.opted_out' };
  expect((await page(query)).data).toMatchObject([{ data: { to: '+55119****0004', source: 'reply' } }]);
  const whole = await page(query, ['messages:read', 'pii:read']);
  expect(whole.data).toMatchObject([{ data: { to: '+5511987650004', source: 'reply' } }]);
  const { body } = await api.call('GET', '/v1/audit?action=numbers.revealed&limit=1');
  expect(body).toMatchObject({ data: [{ object: 'events', detail: { count: 1 } }] });
});

it('the number of a person who was opted out and in by a request is whole only for pii:read', async () => {
  const after = await latest();
  const contact = '/v1/contacts/+5511987650007';
  await api.call('POST', `${contact}/opt-out`, { body: {} });
  await api.call('POST', `${contact}/opt-in`, { body: { source: 'phone', evidence: 'ticket 7' } });
  const query = { after, types: 'contact.opted_out,contact.opted_in' };
  const numbers = async (scopes?: Scope[]) =>
    (await page(query, scopes)).data.map(({ type, data }) => [type, (data as { to: string }).to]);
  expect(await numbers()).toEqual([
    ['contact.opted_out', '+55119****0007'],
    ['contact.opted_in', '+55119****0007'],
  ]);
  expect(await numbers(['messages:read', 'pii:read'])).toEqual([
    ['contact.opted_out', '+5511987650007'],
    ['contact.opted_in', '+5511987650007'],
  ]);
  const { body } = await api.call('GET', '/v1/audit?action=numbers.revealed&limit=1');
  expect(body).toMatchObject({ data: [{ object: 'events', detail: { count: 2 } }] });
});

it('one line for each event is sent where that is asked for', async () => {
  const after = await latest();
  await send();
  await send();
  const answer = await api.call('GET', `/v1/events?after=${after}`, { headers: { accept: 'application/x-ndjson' } });
  expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  const lines = answer.text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  expect(lines).toEqual(['message.accepted', 'message.accepted']);
  expect(answer.headers.get('recado-next-after')).toBe(String(Number(after) + 2));
});

it('a request that waits is answered by the next event, and only by one of the asked types', async () => {
  const after = await latest();
  const waiting = page({ after, wait: '30', types: 'message.canceled' });
  const id = await send();
  await api.call('POST', `/v1/messages/${id}/cancel`);
  expect((await waiting).data).toMatchObject([{ type: 'message.canceled', data: { id } }]);
});

it.each([
  [{ after: '999999999' }, 'after', 'in_the_future'],
  [{ after: '-1' }, 'after', undefined],
  [{ types: 'message.eaten' }, 'types.0', undefined],
  [{ limit: '1001' }, 'limit', 'too_big'],
  [{ wait: '61' }, 'wait', 'too_big'],
])('refuses %o', async (query, field, reason) => {
  const answer = await list(query);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ field, ...(reason !== undefined && { reason }) }] });
});

it('events that are no longer kept are refused, and never skipped silently', async () => {
  await send();
  await send();
  const after = Number(await latest());
  await api.store.keepEventPartitions(new Date(Date.now() + 86_400_000));
  const answer = await list({ after: String(after - 1) });
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'after', reason: 'expired' }] } });
  expect((await page({ after: String(after) })).data).toEqual([]);
});
