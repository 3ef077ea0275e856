import { Campaign, Estimate } from '@recado/contract';
import { openDatabase } from '@recado/testing';
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

describe('the balance of the account', () => {
  const saveBalance = async (amount: string) => {
    await using database = await openDatabase(api.databaseUrl);
    await database.query(
      `insert into account_balance (amount, currency, read_at) values ($1, 'USD', now())
      on conflict (is_only) do update set amount = excluded.amount, read_at = excluded.read_at`,
      [amount],
    );
  };
  const launchWith = (id: string, body: object) => api.call('POST', `/v1/campaigns/${id}/launch`, { body });
  const tooLow = {
    status: 409,
    body: { type: 'urn:recado:problem:balance-too-low', errors: [{ reason: 'balance_too_low' }] },
  };

  beforeAll(async () => {
    await using database = await openDatabase(api.databaseUrl);
    await database.query(`update campaigns set status = 'canceled', ended_at = now() where status <> 'draft'`);
  });

  it('is in the estimate, and a launch that it cannot pay is refused unless told otherwise', async () => {
    await putPrices('0.07');
    const id = await draft();
    await send(id, people);
    await saveBalance('0.13');
    const found = await estimate(id);
    expect(found.balance).toEqual({
      amount: '0.13',
      currency: 'USD',
      read_at: expect.any(String),
      is_enough: false,
    });
    expect(await launch(id, found.version)).toMatchObject(tooLow);
    expect(await launchWith(id, { ignore_balance: false })).toMatchObject(tooLow);
    expect(await launchWith(id, { estimate_version: found.version, ignore_balance: true })).toMatchObject({
      status: 200,
    });
    expect(await launchWith(id, {})).toMatchObject({ body: { type: 'urn:recado:problem:conflict' } });
    await api.call('POST', `/v1/campaigns/${id}/cancel`);
  });

  it('pays for a launch if it is enough for the cost or the budget, or if nothing is sent', async () => {
    await putPrices('0.07');
    await saveBalance('0.14');
    const [exact, dear, cheap, dry] = [
      await draft(),
      await draft({ budget: { amount: '0.15', currency: 'USD' } }),
      await draft({ budget: { amount: '0.10', currency: 'USD' } }),
      await draft({ dry_run: true }),
    ];
    for (const id of [exact, dear, cheap, dry]) await send(id, people);
    expect(await launchWith(exact, {})).toMatchObject({ status: 200 });
    await saveBalance('0.23');
    expect((await estimate(cheap)).balance).toMatchObject({
      other_campaigns: { amount: '0.14', currency: 'USD' },
      is_enough: false,
    });
    expect(await launchWith(cheap, {})).toMatchObject(tooLow);
    await api.call('POST', `/v1/campaigns/${exact}/pause`);
    await saveBalance('0.13');
    expect(await api.call('POST', `/v1/campaigns/${exact}/resume`)).toMatchObject(tooLow);
    const ignoring = { body: { ignore_balance: true } };
    expect(await api.call('POST', `/v1/campaigns/${exact}/resume`, ignoring)).toMatchObject({
      status: 200,
      body: { status: 'running' },
    });
    await api.call('POST', `/v1/campaigns/${exact}/cancel`);
    await saveBalance('0.12');
    expect(await launchWith(dear, {})).toMatchObject(tooLow);
    expect(await launchWith(cheap, {})).toMatchObject({ status: 200 });
    expect(await launchWith(dry, {})).toMatchObject({ status: 200 });
  });
});
