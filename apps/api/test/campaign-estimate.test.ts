import { Campaign, Estimate } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await putPrices('0.07');
});
afterAll(() => api[Symbol.asyncDispose]());

const putPrices = (amount: string) => {
  const prices = [{ channel: 'whatsapp', category: 'marketing', country: 'BR', amount }];
  return api.call('PUT', '/v1/prices', { body: { currency: 'USD', prices } });
};

const promotion = {
  name: 'Natal',
  template: 'promotion',
  consent: { source: 'loja', evidence: 'aceite no cadastro' },
  window: { from: '00:00', to: '24:00', timezone: 'America/Sao_Paulo' },
};

const draft = async (change: object = {}): Promise<string> => {
  const answer = await api.call('POST', '/v1/campaigns', { body: { ...promotion, ...change } });
  expect(answer).toMatchObject({ status: 201 });
  return Campaign.parse(answer.body).id;
};

const send = async (id: string, csv: string) => {
  const call = { body: csv, headers: { 'content-type': 'text/csv' } };
  expect(await api.call('POST', `/v1/campaigns/${id}/recipients`, call)).toMatchObject({ status: 200 });
};

const people = 'to,discount\n11987654321,10%\n92987654321,10%\n+351912345678,10%\n';

const estimate = async (id: string): Promise<Estimate> => {
  const answer = await api.call('GET', `/v1/campaigns/${id}/estimate`);
  expect(answer).toMatchObject({ status: 200 });
  return Estimate.strict().parse(answer.body);
};

const launch = (id: string, version: string) =>
  api.call('POST', `/v1/campaigns/${id}/launch`, { body: { estimate_version: version } });

describe('GET /v1/campaigns/:id/estimate', () => {
  it('returns recipients, cost and duration', async () => {
    const id = await draft({ budget: { amount: '0.10', currency: 'USD' } });
    await send(id, people);
    expect(await estimate(id)).toMatchObject({
      people: 3,
      to_send: 3,
      kept_back: {},
      cost: { amount: '0.14', currency: 'USD' },
      unpriced: ['PT'],
      by_country: [
        { country: 'BR', people: 2, cost: { amount: '0.14', currency: 'USD' } },
        { country: 'PT', people: 1 },
      ],
      budget: { amount: '0.10', currency: 'USD' },
      is_within_budget: false,
      by_sender: [{ sender: 'store', people: 3, rate: 80, paused: false }],
      window: { timezone: 'America/Sao_Paulo' },
      duration_seconds: 1,
      beyond_a_year: 0,
      dry_run: false,
    });
  });

  it('counts people without consent', async () => {
    const id = await draft({ consent: undefined });
    await send(id, people);
    expect(await estimate(id)).toMatchObject({ people: 3, to_send: 0, kept_back: { no_consent: 3 } });
  });

  it('of an empty audience is empty', async () => {
    const found = await estimate(await draft());
    expect(found).toMatchObject({ people: 0, to_send: 0, by_country: [], unpriced: [] });
    expect(found).not.toHaveProperty('ends_at');
  });

  it('of no campaign is a 404', async () => {
    for (const id of ['01900000-0000-7000-8000-000000000000', 'none'])
      expect(await api.call('GET', `/v1/campaigns/${id}/estimate`)).toMatchObject({ status: 404 });
  });
});

describe('launching with the version of an estimate', () => {
  it('is done when it still holds', async () => {
    const id = await draft();
    await send(id, people);
    const { version } = await estimate(id);
    expect((await estimate(id)).version).toBe(version);
    expect(await launch(id, version)).toMatchObject({ status: 200 });
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['people came to the audience', (id) => send(id, 'to,discount\n11987654399,5%\n')],
    ['its settings changed', (id) => api.call('PATCH', `/v1/campaigns/${id}`, { body: { name: 'Ano Novo' } })],
    ['the prices changed', () => putPrices('0.08')],
  ])('is refused when %s', async (_what, change) => {
    const id = await draft();
    await send(id, people);
    const { version } = await estimate(id);
    await change(id);
    expect(await launch(id, version)).toMatchObject({
      status: 409,
      body: { type: 'urn:recado:problem:estimate-outdated' },
    });
    expect(await launch(id, (await estimate(id)).version)).toMatchObject({ status: 200 });
  });
});
