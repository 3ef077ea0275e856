import { Campaign, CampaignPage, Problem } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  const prices = { currency: 'USD', prices: [{ channel: 'whatsapp', country: 'BR', amount: '0.0625' }] };
  await api.call('PUT', '/v1/prices', { body: prices });
});
afterAll(() => api[Symbol.asyncDispose]());

const promotion = { name: 'Natal', template: 'promotion' };
const create = (change: object = {}, headers = {}) =>
  api.call('POST', '/v1/campaigns', { body: { ...promotion, ...change }, headers });
const made = async (change: object = {}) => Campaign.strict().parse((await create(change)).body);
const patch = (id: string, body: object) => api.call('PATCH', `/v1/campaigns/${id}`, { body });
const control = (id: string, verb: string, headers = {}) =>
  api.call('POST', `/v1/campaigns/${id}/${verb}`, { headers });

const issuesOf = ({ status, body, text }: Answer): string[] => {
  expect(status, text).toBe(422);
  return (Problem.strict().parse(body).errors ?? []).map(({ field, reason }) => `${field}: ${reason}`);
};

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('POST /v1/campaigns', () => {
  it('makes a draft and decides what was left open', async () => {
    const answer = await create();
    expect(answer.status).toBe(201);
    const campaign = Campaign.strict().parse(answer.body);
    expect(answer.headers.get('location')).toBe(`/v1/campaigns/${campaign.id}`);
    expect(campaign).toMatchObject({
      status: 'draft',
      channel: 'whatsapp',
      category: 'marketing',
      language: 'pt_BR',
      senders: ['store'],
      variables: {},
      dry_run: false,
      recipients: 0,
      created_by: 'RECADO_API_KEY',
    });
    const found = await api.call('GET', answer.headers.get('location') ?? '');
    expect(found.body).toMatchObject({ ...campaign, events: [{ type: 'created', by: 'RECADO_API_KEY' }] });
  });

  it('returns the first response to a repeated request, even if the draft has changed', async () => {
    const headers = { 'idempotency-key': 'natal' };
    const first = await create({}, headers);
    const { id } = Campaign.parse(first.body);
    expect((await patch(id, { name: 'Ano Novo' })).status).toBe(200);
    const again = await create({}, headers);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await create({ name: 'Outra' }, headers)).status).toBe(422);
  });

  it.each<[string, object, string]>([
    ['no name', { name: undefined }, 'name: required'],
    ['a blank name', { name: '  ' }, 'name: too_small'],
    ['no template', { template: undefined }, 'template: required'],
    ['an unknown template', { template: 'nothing' }, 'template: unknown_template'],
    ['a language that the template lacks', { language: 'fr' }, 'template: unknown_template'],
    ['a variable that the template does not know', { variables: { price: '1' } }, 'variables.price: unknown_variable'],
    ['a default with a line break', { variables: { discount: 'a\nb' } }, 'variables.discount: line_break'],
    ['an unknown sender', { senders: ['nobody'] }, 'senders.0: unknown_sender'],
    ['a sender of another channel', { senders: ['store', 'store-sms'] }, 'senders.1: wrong_channel'],
    ['a sender twice', { senders: ['store', 'store'] }, 'senders: duplicate'],
    ['no senders at all', { senders: [] }, 'senders: too_small'],
    ['a time without a zone', { send_at: '2026-12-24T09:00:00' }, 'send_at: invalid_format'],
    ['a time long past', { send_at: '2020-01-01T00:00:00Z' }, 'send_at: in_the_past'],
    ['a time years ahead', { send_at: inDays(800) }, 'send_at: too_far'],
    ['a window that never opens', { window: { from: '09:00', to: '09:00' } }, 'window.to: never_opens'],
    ['a window over midnight', { window: { from: '20:00', to: '08:00' } }, 'window.to: never_opens'],
    ['a window without a day', { window: { days: [], from: '09:00', to: '20:00' } }, 'window.days: too_small'],
    [
      'a window in no zone',
      { window: { from: '09:00', to: '20:00', timezone: 'Mars/Olympus' } },
      'window.timezone: unknown_timezone',
    ],
    [
      'a window whose holidays are all of its days',
      {
        window: {
          days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          from: '09:00',
          to: '20:00',
          holidays: Array.from({ length: 400 }, (_, day) => inDays(day - 2).slice(0, 10)),
        },
      },
      'window: never_opens',
    ],
    ['no money', { budget: { amount: '0.00', currency: 'USD' } }, 'budget.amount: too_small'],
    ['a budget that is a number', { budget: { amount: 120, currency: 'USD' } }, 'budget.amount: invalid_type'],
    ['a budget in another currency', { budget: { amount: '9', currency: 'BRL' } }, 'budget.currency: other_currency'],
    ['a cap of none', { frequency_cap: { messages: 0, period: 'P1D' } }, 'frequency_cap.messages: too_small'],
    ['a cap without a period', { frequency_cap: { messages: 1 } }, 'frequency_cap.period: required'],
    ['consent without evidence', { consent: { source: 'loja' } }, 'consent.evidence: required'],
    ['a fallback of an SMS', { channel: 'sms', fallback: { channel: 'sms', body: 'Oi' } }, 'fallback: wrong_channel'],
    ['a fallback without a text', { fallback: { channel: 'sms' } }, 'fallback.template: required'],
    [
      'a fallback with an unknown template',
      { fallback: { channel: 'sms', template: 'nothing' } },
      'fallback.template: unknown_template',
    ],
    [
      'a fallback whose variables the rows do not have',
      { fallback: { channel: 'sms', template: 'order_confirmation' } },
      'fallback.template: other_variables',
    ],
    [
      'a fallback by a sender of WhatsApp',
      { fallback: { channel: 'sms', body: 'Oi', sender: 'store' } },
      'fallback.channel: wrong_channel',
    ],
    ['an unknown field', { sender: 'store' }, 'sender: unknown_field'],
    ['no validity', { valid_for: 0 }, 'valid_for: too_small'],
  ])('refuses %s', async (_what, change, issue) => {
    expect(issuesOf(await create(change))).toContain(issue);
  });

  it('takes what is said in many ways', async () => {
    const campaign = await made({
      variables: { discount: 20 },
      window: { from: '10:00', to: '19:00' },
      frequency_cap: { messages: 2, period: 'P7D' },
      valid_for: 'PT4H',
      budget: { amount: '120.50', currency: 'USD' },
      fallback: { channel: 'sms', body: 'Oi', after: 'PT10M' },
      consent: { source: 'loja', evidence: 'formulário' },
    });
    expect(campaign).toMatchObject({
      variables: { discount: '20' },
      window: { timezone: 'recipient', holidays: [], days: expect.arrayContaining(['mon', 'sun']) },
      frequency_cap: { messages: 2, period: 604_800 },
      valid_for: 14_400,
      budget: { amount: '120.50', currency: 'USD' },
      fallback: { channel: 'sms', body: 'Oi', after: 600, sender: 'store-sms' },
    });
  });
});

describe('PATCH /v1/campaigns/:id', () => {
  it('changes what it names, and takes away by null', async () => {
    const { id } = await made({ budget: { amount: '10', currency: 'USD' }, variables: { discount: '20' } });
    const answer = await patch(id, { name: 'Ano Novo', budget: null, template: 'order_status', variables: {} });
    const changed = Campaign.strict().parse(answer.body);
    expect(changed).toMatchObject({ name: 'Ano Novo', template: 'order_status', category: 'utility' });
    expect(changed).not.toHaveProperty('budget');
  });

  it.each<[object, string]>([
    [{}, ': required'],
    [{ name: null }, 'name: invalid_type'],
    [{ status: 'running' }, 'status: unknown_field'],
    [{ template: 'nothing' }, 'template: unknown_template'],
    [{ template: 'order_status' }, 'variables.discount: unknown_variable'],
    [{ channel: 'sms' }, 'senders.0: wrong_channel'],
    [{ budget: { amount: '1', currency: 'EUR' } }, 'budget.currency: other_currency'],
    [{ send_at: '2020-01-01T00:00:00Z' }, 'send_at: in_the_past'],
  ])('refuses %j', async (body, issue) => {
    const { id } = await made({ variables: { discount: '20' } });
    expect(issuesOf(await patch(id, body))).toContain(issue);
  });

  it('leaves a campaign alone that came to its end', async () => {
    const { id } = await made();
    await control(id, 'cancel');
    expect(await patch(id, { name: 'x' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('canceled') },
    });
  });
});

describe('a campaign that is a draft', () => {
  it.each(['launch', 'pause', 'resume', 'retry'])('cannot %s', async (verb) => {
    const { id } = await made();
    expect(await control(id, verb)).toMatchObject({ status: 409, body: { type: 'urn:recado:problem:conflict' } });
    expect(await api.call('GET', `/v1/campaigns/${id}`)).toMatchObject({ body: { status: 'draft' } });
  });

  it('can be canceled, and canceling again answers the same', async () => {
    const { id } = await made();
    const first = await control(id, 'cancel');
    expect(first).toMatchObject({ status: 200, body: { status: 'canceled', status_reason: 'requested' } });
    expect((await control(id, 'cancel')).body).toEqual(first.body);
    for (const verb of ['launch', 'pause', 'resume', 'retry']) expect((await control(id, verb)).status).toBe(409);
  });
});

describe('an unknown campaign', () => {
  const none = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90';
  it.each([
    ['GET', ''],
    ['POST', '/launch'],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ])('%s …%s is 404', async (method, path) => {
    for (const id of [none, 'nothing']) expect((await api.call(method, `/v1/campaigns/${id}${path}`)).status).toBe(404);
  });

  it('cannot be changed', async () => {
    expect((await patch(none, { name: 'x' })).status).toBe(404);
  });
});

it('lists campaigns by status, a page at a time', async () => {
  const ids = [(await made()).id, (await made()).id];
  const read = async (query: string) => CampaignPage.parse((await api.call('GET', `/v1/campaigns?${query}`)).body);
  const first = await read('status=draft&limit=1');
  expect(first.data.map(({ id }) => id)).toEqual([ids[1]]);
  const next = await read(`status=draft&limit=1&cursor=${first.next_cursor}`);
  expect(next.data.map(({ id }) => id)).toEqual([ids[0]]);
  for (const query of ['status=lost', 'limit=0', 'cursor=x', 'name=x'])
    expect((await api.call('GET', `/v1/campaigns?${query}`)).status).toBe(422);
});
