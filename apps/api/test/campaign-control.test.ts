import { Campaign, type Scope } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { parseEnv } from '@recado/runtime';
import { createStore, type Store } from '@recado/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { environment, serveApiOn, startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
let other: Awaited<ReturnType<typeof serveApiOn>>;
let store: Store;
beforeAll(async () => {
  api = await startApi();
  other = await serveApiOn(api.databaseUrl);
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(api.databaseUrl));
  store = createStore({ databaseUrl, encryptionKeys, indexKey });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const csv = ['telefone;discount', '11987654321;20', '11987654322;25', '(11) 98765-4321;30', 'ninguém;1'].join('\n');

const draft = async (change: object = {}): Promise<string> => {
  const body = { name: 'Natal', template: 'promotion', ...change };
  return Campaign.parse((await api.call('POST', '/v1/campaigns', { body })).body).id;
};
const fill = (id: string) =>
  api.call('POST', `/v1/campaigns/${id}/recipients`, { body: csv, headers: { 'content-type': 'text/csv' } });
const filled = async (change: object = {}) => {
  const id = await draft(change);
  await fill(id);
  return id;
};
const launched = async (change: object = {}) => {
  const id = await filled(change);
  await control(id, 'launch');
  return id;
};

type Call = { body?: object; headers?: Record<string, string>; key?: string };
const control = (id: string, verb: string, call: Call = {}) => api.call('POST', `/v1/campaigns/${id}/${verb}`, call);
const find = async (id: string) => Campaign.parse((await api.call('GET', `/v1/campaigns/${id}`)).body);
const patch = (id: string, body: object) => api.call('PATCH', `/v1/campaigns/${id}`, { body });

/** The same of two processes by many callers at once. */
const byMany = (count: number, path: string, call: Call = {}) =>
  Promise.all(Array.from({ length: count }, (_, n) => (n % 2 ? other : api).call('POST', path, call)));
const statuses = (answers: Answer[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, group]) => [status, group.length]),
  );

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('POST /v1/campaigns/:id/launch', () => {
  it('launches once, with other launches at the same moment', async () => {
    const id = await filled();
    expect(statuses(await byMany(40, `/v1/campaigns/${id}/launch`))).toEqual({ 200: 1, 409: 39 });
    const campaign = await find(id);
    expect(campaign).toMatchObject({ status: 'running', recipients: 2, launched_by: 'RECADO_API_KEY' });
    expect(campaign.events?.map(({ type }) => type)).toEqual(['created', 'launched']);
    expect(await control(id, 'launch')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('running') },
    });
  });

  it('answers a request that is repeated by its key as the first time', async () => {
    const id = await filled();
    const headers = { 'idempotency-key': `launch ${id}` };
    const answers = await byMany(20, `/v1/campaigns/${id}/launch`, { headers });
    expect(statuses(answers)).toEqual({ 200: 20 });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await control(id, 'cancel');
    const again = await control(id, 'launch', { headers });
    expect([again.status, again.text]).toEqual([200, answers[0]?.text]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await control(id, 'launch', { headers, body: { estimate_version: 'x' } })).status).toBe(422);
  });

  it('refuses a campaign without recipients, and an estimate that is not its own', async () => {
    expect(await control(await draft(), 'launch')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('no recipients') },
    });
    expect(await control(await filled(), 'launch', { body: { estimate_version: 'of yesterday' } })).toMatchObject({
      status: 409,
      body: { type: 'urn:recado:problem:estimate-outdated' },
    });
  });

  it('refuses a campaign whose template cannot be sent any more', async () => {
    const template = { category: 'marketing', variables: ['discount'] };
    await api.call('PUT', '/v1/templates/short', { body: { ...template, channel: 'sms', body: 'Oi {{discount}}' } });
    const id = await filled({ template: 'short' });
    const content = { channel: 'whatsapp', content_sid: `HX${'0'.repeat(32)}` };
    await api.call('PUT', '/v1/templates/short', { body: { ...template, ...content } });
    expect(await control(id, 'launch')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'template', reason: 'not_sendable' }] },
    });
  });

  it('schedules a campaign whose time is yet to come', async () => {
    const id = await launched({ send_at: inAnHour() });
    expect(await find(id)).toMatchObject({ status: 'scheduled' });
    expect(await control(id, 'pause')).toMatchObject({ status: 200, body: { status: 'paused' } });
    expect(await control(id, 'resume')).toMatchObject({ status: 200, body: { status: 'scheduled' } });
    expect((await patch(id, { send_at: null })).status).toBe(200);
    expect((await find(id)).send_at).toBeUndefined();
  });
});

describe('pause, resume and cancel', () => {
  it('get the same answer however often they are requested, and one audit entry', async () => {
    const id = await launched();
    for (const [verb, status] of [
      ['pause', 'paused'],
      ['resume', 'running'],
      ['pause', 'paused'],
      ['cancel', 'canceled'],
    ] as const) {
      const answers = await byMany(20, `/v1/campaigns/${id}/${verb}`);
      expect(statuses(answers)).toEqual({ 200: 20 });
      expect(new Set(answers.map(({ body }) => Campaign.parse(body).status))).toEqual(new Set([status]));
    }
    const types = (await find(id)).events?.map(({ type }) => type);
    expect(types).toEqual(['created', 'launched', 'paused', 'resumed', 'paused', 'canceled']);
    for (const verb of ['launch', 'pause', 'resume']) expect((await control(id, verb)).status).toBe(409);
  });

  it('by all at once leave a campaign as the last of them made it', async () => {
    const id = await launched();
    const verbs = ['pause', 'resume', 'pause', 'resume', 'pause'];
    await Promise.all(verbs.flatMap((verb) => byMany(10, `/v1/campaigns/${id}/${verb}`)));
    const { status, events = [] } = await find(id);
    const changes = events.map(({ type }) => type).filter((type) => type === 'paused' || type === 'resumed');
    expect(changes.filter((type, index) => type === changes[index - 1])).toEqual([]);
    expect(status).toBe(changes.at(-1) === 'resumed' ? 'running' : 'paused');
  });
});

describe('a campaign that has recipients', () => {
  it.each(['template', 'language', 'variables', 'channel', 'fallback'])('keeps its %s', async (field) => {
    const values = { template: 'order_status', language: 'en', variables: {}, channel: 'sms', fallback: null };
    const answer = await patch(await filled(), { [field]: values[field as keyof typeof values] });
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ field, reason: 'fixed' }] } });
  });

  it('takes all the rest as long as it is a draft', async () => {
    const change = { name: 'Ano Novo', senders: ['store'], consent: { source: 'a', evidence: 'b' }, dry_run: true };
    expect(await patch(await filled(), change)).toMatchObject({ status: 200, body: change });
  });

  it('takes a few things once it was launched, while it stands still', async () => {
    const id = await launched();
    expect((await patch(id, { name: 'Ano Novo' })).status).toBe(409);
    await control(id, 'pause');
    expect(await patch(id, { name: 'Ano Novo', window: { from: '10:00', to: '18:00' } })).toMatchObject({
      status: 200,
      body: { status: 'paused', name: 'Ano Novo', window: { from: '10:00' } },
    });
    expect(await patch(id, { senders: ['store'], dry_run: true })).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'senders' }, { field: 'dry_run' }] },
    });
  });

  it('takes no more of them once it was launched', async () => {
    expect((await fill(await launched())).status).toBe(409);
  });
});

describe('POST /v1/campaigns/:id/retry', () => {
  it('answers how many there were, and the same to the same request', async () => {
    const id = await launched();
    const call = { headers: { 'idempotency-key': `retry ${id}` }, body: { error_code: 30_008 } };
    const answer = await control(id, 'retry', call);
    expect([answer.status, answer.body]).toEqual([200, { retried: 0, refused: 0 }]);
    await control(id, 'cancel');
    expect((await control(id, 'retry', call)).body).toEqual(answer.body);
    expect((await control(id, 'retry', { ...call, body: {} })).status).toBe(422);
    expect((await control(id, 'retry')).status).toBe(409);
  });

  it.each([{ status: 'delivered' }, { error_code: 0 }, { limit: 5 }])('refuses %j', async (body) => {
    expect((await control(await launched(), 'retry', { body })).status).toBe(422);
  });
});

describe('a key', () => {
  const makeKey = async (...scopes: Scope[]) => {
    const { key, hash, hint } = newApiKey();
    await store.insertApiKey({ id: crypto.randomUUID(), name: 'shop', hash, hint, scopes, createdAt: new Date() });
    return key;
  };

  it('that may write campaigns may not launch them, nor read them', async () => {
    const key = await makeKey('campaigns:write');
    const body = { name: 'Natal', template: 'promotion' };
    const made = await api.call('POST', '/v1/campaigns', { key, body });
    expect(made).toMatchObject({ status: 201, body: { created_by: 'shop' } });
    const { id } = Campaign.parse(made.body);
    for (const verb of ['launch', 'pause', 'resume', 'cancel', 'retry'])
      expect((await control(id, verb, { key })).status).toBe(403);
    expect((await api.call('GET', `/v1/campaigns/${id}`, { key })).status).toBe(403);
  });

  it('that may launch, but not read, sees no more of a campaign than its status', async () => {
    const key = await makeKey('campaigns:launch', 'campaigns:write');
    const id = await filled();
    const status = { launch: 'running', pause: 'paused', resume: 'running', cancel: 'canceled' };
    expect((await api.call('PATCH', `/v1/campaigns/${id}`, { key, body: { name: 'x' } })).body).toEqual({
      id,
      status: 'draft',
    });
    for (const [verb, now] of Object.entries(status))
      expect((await control(id, verb, { key })).body).toEqual({ id, status: now });
  });

  it('that may launch may not write, and the audit log names who launched', async () => {
    const key = await makeKey('campaigns:launch', 'messages:read');
    const id = await filled();
    expect((await api.call('PATCH', `/v1/campaigns/${id}`, { key, body: { name: 'x' } })).status).toBe(403);
    expect(await control(id, 'launch', { key })).toMatchObject({ status: 200, body: { launched_by: 'shop' } });
    expect((await api.call('GET', '/v1/campaigns', { key })).status).toBe(200);
  });
});
