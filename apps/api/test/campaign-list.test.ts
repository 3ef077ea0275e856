import { Campaign, CampaignPage, ErrorCodeList } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
  for (const name of ['Natal', 'Black Friday', 'natal 100% barato']) await make(name);
});
afterAll(() => api[Symbol.asyncDispose]());

const make = async (name: string, more: object = {}): Promise<Campaign> => {
  const made = await api.call('POST', '/v1/campaigns', { body: { name, template: 'order_confirmation', ...more } });
  expect(made.status, made.text).toBe(201);
  return Campaign.parse(made.body);
};

const list = async (query: string): Promise<CampaignPage> => {
  const answer = await api.call('GET', `/v1/campaigns?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return CampaignPage.parse(answer.body);
};
const names = async (query: string) => (await list(query)).data.map(({ name }) => name);

describe('the list of campaigns', () => {
  it.each([
    ['q=NATAL', ['natal 100% barato', 'Natal']],
    ['q=0%25%20b', ['natal 100% barato']],
    ['q=%25', ['natal 100% barato']],
    ['q=_', []],
    ['q=%5C', []],
    ['q=', ['natal 100% barato', 'Black Friday', 'Natal']],
    ['q=natal&sort=created_at', ['Natal', 'natal 100% barato']],
    ['created_by=RECADO_API_KEY&q=friday', ['Black Friday']],
    ['created_by=somebody', []],
    ['since=2020-01-01T00:00:00Z&q=friday', ['Black Friday']],
    ['until=2020-01-01T00:00:00Z', []],
  ])('filters by %s', async (query, expected) => expect(await names(query)).toEqual(expected));

  it.each([
    ['-created_at', ['natal 100% barato', 'Black Friday', 'Natal']],
    ['created_at', ['Natal', 'Black Friday', 'natal 100% barato']],
  ])('goes on from page to page by %s', async (sort, expected) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const page = await list(`sort=${sort}&limit=1&count=true&cursor=${cursor}`);
      expect(page.total).toEqual({ value: 3, exact: true });
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(expected);
  });

  it('has a total and the progress only if it is asked for', async () => {
    const [plain, whole] = [await list('q=friday'), await list('q=friday&include=progress&count=true')];
    expect([plain.total, plain.data[0]?.progress]).toEqual([undefined, undefined]);
    expect(whole.total).toEqual({ value: 1, exact: true });
    const id = whole.data[0]?.id;
    const { progress } = Campaign.parse((await api.call('GET', `/v1/campaigns/${id}`)).body);
    expect({ ...whole.data[0]?.progress, at: '' }).toEqual({ ...progress, at: '' });
  });
});

describe('a copy', () => {
  it('is a draft with the same settings, without audience and start', async () => {
    const variables = { order_id: '1042' };
    const original = await make('To copy', { variables, send_at: new Date(Date.now() + 3_600_000).toISOString() });
    const copied = await api.call('POST', `/v1/campaigns/${original.id}/copy`, { body: { name: 'Copied' } });
    expect(copied.status, copied.text).toBe(201);
    const copy = Campaign.parse(copied.body);
    expect(copy).toMatchObject({ name: 'Copied', status: 'draft', recipients: 0, variables });
    expect(copy.id).not.toBe(original.id);
    expect(copy.send_at).toBeUndefined();
    const unnamed = await api.call('POST', `/v1/campaigns/${original.id}/copy`);
    expect(unnamed.body).toMatchObject({ name: 'To copy' });
  });

  it('is made once for an Idempotency-Key, and of no campaign that is not there', async () => {
    const original = await make('Once');
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const [first, second] = [
      await api.call('POST', `/v1/campaigns/${original.id}/copy`, { headers, body: {} }),
      await api.call('POST', `/v1/campaigns/${original.id}/copy`, { headers, body: {} }),
    ];
    expect(Campaign.parse(second.body).id).toBe(Campaign.parse(first.body).id);
    expect((await api.call('POST', `/v1/campaigns/${crypto.randomUUID()}/copy`)).status).toBe(404);
  });
});

it('launches only for the number of people that was confirmed, and once', async () => {
  const { id } = await make('Confirmed', { variables: { order_id: '1' } });
  const headers = { 'content-type': 'text/csv' };
  const body = 'phone\n+5511987650001\n+5511987650002\n';
  const imported = await api.call('POST', `/v1/campaigns/${id}/recipients`, { headers, body });
  expect(imported.status, imported.text).toBe(200);
  const key = { 'idempotency-key': crypto.randomUUID() };
  const launch = (people: number, more = {}) =>
    api.call('POST', `/v1/campaigns/${id}/launch`, { body: { confirm_people: people }, headers: more });
  const wrong = await launch(3);
  expect([wrong.status, wrong.body]).toMatchObject([409, { errors: [{ reason: 'people_differ' }] }]);
  expect((await launch(2, key)).status).toBe(200);
  expect((await launch(2, key)).headers.get('idempotent-replayed')).toBe('true');
  expect((await launch(2)).status).toBe(409);
});

it('lists each error code once with its meaning and a remedy', async () => {
  const { data } = ErrorCodeList.parse((await api.call('GET', '/v1/error_codes')).body);
  expect(new Set(data.map(({ code }) => code)).size).toBe(data.length);
  expect(data.find(({ code }) => code === 21610)).toMatchObject({ class: 'opt_out', remedy: 'nothing_opted_out' });
  expect(data.find(({ code }) => code === 63024)).toMatchObject({ remedy: 'send_sms', sms_fallback: true });
});
