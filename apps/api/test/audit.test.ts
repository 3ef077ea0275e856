import { AuditPage, Campaign, Message, type AuditEntry, type Scope } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation } from './support/running-api.ts';
import { postForm } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

/** A caller of its own for each test: what it did is found by its id. */
const newCaller = async (scopes: Scope[] = ['admin']) => {
  const { id, key } = await api.makeKey(scopes, { name: 'marketing' });
  const call = (method: string, path: string, body?: unknown) => api.call(method, path, { key, body });
  const csv = (path: string, body: string) =>
    api.call('POST', path, { key, body, headers: { 'content-type': 'text/csv' } });
  const done = async (query: Record<string, string> = {}): Promise<AuditEntry[]> => {
    const answer = await api.call('GET', `/v1/audit?${new URLSearchParams({ actor: id, ...query }).toString()}`);
    return AuditPage.strict().parse(answer.body).data;
  };
  return { id, call, csv, done };
};

type Caller = Awaited<ReturnType<typeof newCaller>>;

const accepted = async ({ call }: Caller) => Message.parse((await call('POST', '/v1/messages', confirmation)).body).id;

const phone = encodeURIComponent(confirmation.to);
const person = 'contacts/+55119****4321';
const template = { channel: 'whatsapp', category: 'utility', content_sid: `HX${'1'.repeat(32)}`, variables: ['nome'] };
const prices = { currency: 'USD', prices: [{ channel: 'whatsapp', country: '*', amount: '0.05' }] };
const consent = {
  to: confirmation.to,
  channel: 'sms',
  granted: true,
  occurred_at: '2026-01-15T10:30:00Z',
  source: 'shop',
  words: 'Sim',
};

describe('the audit log', () => {
  it.each<[string, string, unknown, Partial<AuditEntry>]>([
    [
      'PUT',
      '/v1/templates/aviso',
      template,
      { action: 'template.changed', object: 'templates/aviso', detail: { category: 'utility' } },
    ],
    [
      'PUT',
      '/v1/senders/loja',
      { channel: 'sms', address: '+551150280000' },
      { action: 'sender.created', object: 'senders/loja' },
    ],
    [
      'PUT',
      '/v1/senders/store',
      { mps: 40, daily_limit: null },
      { action: 'sender.changed', object: 'senders/store', detail: { mps: 40, daily_limit: 'none' } },
    ],
    [
      'PUT',
      '/v1/prices',
      prices,
      { action: 'prices.changed', object: 'prices', detail: { currency: 'USD', prices: 1 } },
    ],
    [
      'PUT',
      '/v1/settings',
      { marketing_requires_consent: { sms: false } },
      { action: 'settings.changed', object: 'settings', detail: { settings: ['marketing_requires_consent'] } },
    ],
    [
      'POST',
      `/v1/contacts/${phone}/opt-out`,
      { channel: 'sms' },
      { action: 'contact.opted_out', object: person, detail: { channels: ['sms'], purpose: 'all' } },
    ],
    [
      'POST',
      `/v1/contacts/${phone}/opt-in`,
      { source: 'call', evidence: 'ticket 12' },
      { action: 'contact.opted_in', object: person, detail: { source: 'call', evidence: 'ticket 12' } },
    ],
    ['POST', '/v1/consents', consent, { action: 'consent.recorded', object: person, detail: { granted: true } }],
  ])('has who did %s %s', async (method, path, body, entry) => {
    const caller = await newCaller();
    const answer = await caller.call(method, path, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    const [found, ...more] = await caller.done();
    expect(found).toMatchObject({ ...entry, actor: { id: caller.id, name: 'marketing' } });
    expect(more).toEqual([]);
    expect(JSON.stringify(found)).not.toContain('987654321');
  });

  it('has nothing of what was refused', async () => {
    const caller = await newCaller();
    await caller.call('PUT', '/v1/senders/store', { mps: -1 });
    await caller.call('PUT', '/v1/senders/nobody', { mps: 10 });
    await caller.call('POST', `/v1/messages/${crypto.randomUUID()}/cancel`);
    expect(await caller.done()).toEqual([]);
  });

  it('follows a campaign, each step once', async () => {
    const caller = await newCaller();
    const { id } = Campaign.parse(
      (await caller.call('POST', '/v1/campaigns', { name: 'Natal', template: 'aviso', senders: ['store'] })).body,
    );
    const at = `/v1/campaigns/${id}`;
    await caller.call('PATCH', at, { name: 'Ano Novo' });
    await caller.csv(`${at}/recipients`, 'to,nome\n+5511987654321,Maria\n');
    await caller.call('DELETE', `${at}/recipients`);
    await caller.csv(`${at}/recipients`, 'to,nome\n+5511987654321,Maria\n+5511987654322,Ana\nnobody,Ana\n');
    await caller.call('POST', `${at}/test`, { to: ['+5511987654321'] });
    for (const verb of ['launch', 'pause', 'pause', 'resume', 'cancel']) await caller.call('POST', `${at}/${verb}`);
    const steps = (await caller.done()).filter(({ object }) => object === `campaigns/${id}`).toReversed();
    expect(steps.map(({ action }) => action)).toEqual([
      'campaign.created',
      'campaign.changed',
      'campaign.recipients_imported',
      'campaign.recipients_removed',
      'campaign.recipients_imported',
      'campaign.tested',
      'campaign.launched',
      'campaign.paused',
      'campaign.resumed',
      'campaign.canceled',
    ]);
    expect(steps[4]?.detail).toMatchObject({ accepted: 2, rejected: 1 });
    expect(steps[7]?.detail).toEqual({ reason: 'requested' });
    await caller.call('GET', `${at}/recipients.csv`);
    await caller.call('GET', `${at}/preview`);
    expect(await caller.done({ action: 'numbers.revealed' })).toMatchObject([
      { object: `campaigns/${id}/preview`, detail: { count: 1 } },
      { object: `campaigns/${id}/recipients.csv`, detail: { count: 2 } },
    ]);
  });

  it('has a cancellation of one message or many once, however often that was asked for', async () => {
    const caller = await newCaller(['messages:write', 'messages:read']);
    const id = await accepted(caller);
    await caller.call('POST', `/v1/messages/${id}/cancel`);
    await caller.call('POST', `/v1/messages/${id}/cancel`);
    await accepted(caller);
    await caller.call('POST', '/v1/messages/cancel', { created_after: '2026-01-01T00:00:00Z' });
    await caller.call('POST', '/v1/messages/cancel', { created_after: '2026-01-01T00:00:00Z' });
    expect(await caller.done()).toMatchObject([
      { action: 'messages.canceled', object: 'messages', detail: { refused: 0 } },
      { action: 'message.canceled', object: `messages/${id}` },
    ]);
  });

  it('has retries of one message or many, if there were any', async () => {
    const caller = await newCaller(['messages:write', 'messages:read']);
    const failed = async () => {
      const id = await accepted(caller);
      const MessageSid = `SM${id.replaceAll('-', '')}`;
      await postForm(api.url, `/webhooks/twilio/status/${id}`, { MessageSid, MessageStatus: 'failed' });
      return id;
    };
    const id = await failed();
    await caller.call('POST', `/v1/messages/${id}/retry`);
    await caller.call('POST', `/v1/messages/${id}/retry`);
    await failed();
    await caller.call('POST', '/v1/messages/retry', { status: 'failed' });
    await caller.call('POST', '/v1/messages/retry', { status: 'failed' });
    expect(await caller.done()).toMatchObject([
      { action: 'messages.retried', object: 'messages', detail: { retried: 1, refused: 0 } },
      { action: 'message.retried', object: `messages/${id}`, detail: { retried: 1 } },
    ]);
  });

  it('has each response that revealed full numbers, and how many', async () => {
    const caller = await newCaller(['messages:write', 'messages:read', 'pii:read']);
    const id = await accepted(caller);
    await caller.call('GET', `/v1/messages/${id}`);
    await caller.call('GET', '/v1/messages?limit=1');
    await caller.call('GET', '/v1/messages?reference=nothing-like-it');
    await caller.call('GET', '/v1/messages/inbound');
    expect(await caller.done({ action: 'numbers.revealed' })).toMatchObject([
      { object: 'messages', detail: { count: 1 } },
      { object: `messages/${id}`, detail: { count: 1 } },
    ]);
    const masked = await newCaller(['messages:read']);
    await masked.call('GET', '/v1/messages');
    expect(await masked.done()).toEqual([]);
  });
});

describe('GET /v1/audit', () => {
  it('takes the scope admin', async () => {
    const answer = await (await newCaller(['messages:read', 'pii:read'])).call('GET', '/v1/audit');
    expect(answer.body).toMatchObject({ type: 'urn:recado:problem:forbidden' });
  });

  it('is paged through, and narrowed down by action, object and time', async () => {
    const caller = await newCaller();
    const before = new Date().toISOString();
    for (const mps of [10, 20, 30]) await caller.call('PUT', '/v1/senders/store-sms', { mps });
    const first = AuditPage.parse((await api.call('GET', `/v1/audit?limit=2&actor=${caller.id}`)).body);
    expect(first.data.map(({ detail }) => detail?.['mps'])).toEqual([30, 20]);
    const rest = await caller.done({ cursor: first.next_cursor ?? '' });
    expect(rest.map(({ detail }) => detail?.['mps'])).toEqual([10]);
    expect(await caller.done({ object: 'senders/store-sms', since: before })).toHaveLength(3);
    expect(await caller.done({ until: before })).toEqual([]);
    expect(await caller.done({ action: 'template.changed' })).toEqual([]);
  });

  it.each([
    ['cursor=nonsense', 'cursor'],
    ['since=yesterday', 'since'],
    ['limit=1000', 'limit'],
    ['who=me', 'who'],
  ])('refuses ?%s', async (query, field) => {
    const answer = await api.call('GET', `/v1/audit?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});
