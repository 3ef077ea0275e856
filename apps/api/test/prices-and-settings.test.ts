import { PriceList, Settings } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const issuesOf = (body: unknown) =>
  (body as { errors: { field: string; reason: string }[] }).errors.map(({ field, reason }) => `${field}: ${reason}`);

const price = { channel: 'sms', country: 'BR', amount: '0.05' };

describe('prices', () => {
  it('begin with examples, which say that they are', async () => {
    const list = PriceList.strict().parse((await api.call('GET', '/v1/prices')).body);
    expect(list).toMatchObject({ currency: 'USD', version: 1, is_example: true });
    expect(list.prices.map(({ channel, category, country }) => `${channel} ${category} ${country}`)).toEqual(
      expect.arrayContaining(['whatsapp marketing BR', 'whatsapp utility *', 'sms marketing BR', 'sms utility *']),
    );
  });

  it('are replaced as a whole, and counted', async () => {
    const { version } = PriceList.parse((await api.call('GET', '/v1/prices')).body);
    const put = await api.call('PUT', '/v1/prices', { body: { currency: 'USD', prices: [price] } });
    expect(put).toMatchObject({ status: 200, body: { version: version + 1, is_example: false } });
    const list = PriceList.parse((await api.call('GET', '/v1/prices')).body);
    expect(list.prices).toEqual(['utility', 'marketing', 'authentication'].map((category) => ({ ...price, category })));
  });

  it.each([
    [{ currency: 'usd', prices: [] }, 'currency: invalid_format'],
    [{ currency: 'USD', prices: [{ ...price, amount: '-1' }] }, 'prices.0.amount: invalid_format'],
    [{ currency: 'USD', prices: [{ ...price, country: 'Brazil' }] }, 'prices.0.country: invalid_format'],
    [{ currency: 'USD', prices: [price, price] }, 'prices: duplicate'],
    [
      { currency: 'USD', prices: [{ ...price, channel: 'sms', category: 'service' }] },
      'prices.0.category: only_whatsapp',
    ],
    [{ currency: 'USD' }, 'prices: required'],
  ])('refuse %j', async (body, issue) => {
    const answer = await api.call('PUT', '/v1/prices', { body });
    expect(answer.status).toBe(422);
    expect(issuesOf(answer.body)).toContain(issue);
  });

  it('stay in the currency of the budgets', async () => {
    await api.call('PUT', '/v1/settings', { body: { daily_budget: { amount: '10', currency: 'USD' } } });
    const answer = await api.call('PUT', '/v1/prices', { body: { currency: 'BRL', prices: [] } });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('the daily budget') } });
    await api.call('PUT', '/v1/settings', { body: { daily_budget: null } });
    expect(await api.call('PUT', '/v1/prices', { body: { currency: 'USD', prices: [] } })).toMatchObject({
      status: 200,
    });
  });
});

describe('the usage of the last compared day', () => {
  it('is beside the prices, or the reason why Twilio does not tell it', async () => {
    await using database = await openDatabase(api.databaseUrl);
    const shown = async () => PriceList.strict().parse((await api.call('GET', '/v1/prices')).body).usage;
    expect(await shown()).toBeUndefined();
    await database.query(
      `insert into usage_checks (day, checked_at, problem) values ('2026-11-20', now(), 'Twilio answered 403')`,
    );
    expect(await shown()).toMatchObject({ day: '2026-11-20', problem: 'Twilio answered 403' });
    const sums = [{ channel: 'whatsapp', category: 'service', currency: 'USD', counted: '1.00', billed: '1.06' }];
    await database.query(`insert into usage_checks (day, checked_at, sums) values ('2026-11-21', now(), $1)`, [
      JSON.stringify(sums),
    ]);
    expect(await shown()).toEqual({
      day: '2026-11-21',
      checked_at: expect.any(String),
      sums: [
        {
          channel: 'whatsapp',
          category: 'service',
          counted: { amount: '1.00', currency: 'USD' },
          billed: { amount: '1.06', currency: 'USD' },
          is_drift: true,
        },
      ],
    });
  });
});

describe('settings', () => {
  it('require consent and quiet hours by default', async () => {
    const settings = Settings.strict().parse((await api.call('GET', '/v1/settings')).body);
    expect(settings).toMatchObject({
      daily_budget: null,
      marketing_requires_consent: { whatsapp: true, sms: true },
      marketing_window: { from: '09:00', to: '20:00', timezone: 'recipient' },
    });
  });

  it('change where they are named', async () => {
    const put = await api.call('PUT', '/v1/settings', { body: { marketing_requires_consent: { sms: false } } });
    expect(put.body).toMatchObject({
      marketing_requires_consent: { whatsapp: true, sms: false },
      marketing_window: { from: '09:00' },
    });
  });

  it('keep everything without limit by default, and each kind by its own setting', async () => {
    const ever = { content: null, numbers: null, events: null, messages: null, inbound: null, audit: null };
    const before = (await api.call('GET', '/v1/settings')).body;
    expect(before).toMatchObject({ retention_days: ever, twilio_copy: 'keep' });
    await api.call('PUT', '/v1/settings', { body: { retention_days: { content: 90, audit: 400 } } });
    const put = await api.call('PUT', '/v1/settings', {
      body: { retention_days: { numbers: 365, audit: null }, twilio_copy: 'redact' },
    });
    expect(put.body).toMatchObject({
      retention_days: { ...ever, content: 90, numbers: 365 },
      twilio_copy: 'redact',
    });
    const short = await api.call('PUT', '/v1/settings', { body: { retention_days: { content: 366 } } });
    expect(issuesOf(short.body)).toContain('retention_days.numbers: below_content');
    const { retention_days: _days, twilio_copy: _copy, ...others } = before as Settings;
    expect((await api.call('GET', '/v1/settings')).body).toMatchObject(others);
    await api.call('PUT', '/v1/settings', { body: { retention_days: ever, twilio_copy: 'keep' } });
  });

  it('keep all that several change of the same at once', async () => {
    const days = { content: 30, numbers: 60, events: 90, messages: 366, inbound: 120, audit: 150 };
    const put = (retention: object) => api.call('PUT', '/v1/settings', { body: { retention_days: retention } });
    // The others have to be as long at least.
    await put({ content: days.content });
    const { messages, ...others } = days;
    await Promise.all(Object.entries(others).map(([kind, value]) => put({ [kind]: value })));
    await put({ messages });
    expect((await api.call('GET', '/v1/settings')).body).toMatchObject({ retention_days: days });
    await put({ content: null, numbers: null, events: null, messages: null, inbound: null, audit: null });
  });

  it.each([
    [{}, ': required'],
    [{ retention_days: { numbers: 30 } }, 'retention_days.numbers: below_content'],
    [{ retention_days: { content: 0 } }, 'retention_days.content: too_small'],
    [{ retention_days: { messages: 365 } }, 'retention_days.messages: too_small'],
    [{ retention_days: { messages: 366 } }, 'retention_days.messages: below_others'],
    [{ retention_days: { audit: 29 } }, 'retention_days.audit: too_small'],
    [{ retention_days: { content: '90' } }, 'retention_days.content: invalid_type'],
    [{ retention_days: { bodies: 90 } }, 'retention_days.bodies: unknown_field'],
    [{ twilio_copy: 'burn' }, 'twilio_copy: invalid_value'],
    [{ daily_budget: { amount: '0', currency: 'USD' } }, 'daily_budget.amount: too_small'],
    [{ daily_budget: { amount: '5', currency: 'BRL' } }, 'daily_budget.currency: other_currency'],
    [{ marketing_window: { from: '20:00', to: '09:00' } }, 'marketing_window.to: never_opens'],
    [
      { marketing_window: { from: '09:00', to: '20:00', days: ['mon', 'tue', 'mon'] } },
      'marketing_window.days: duplicate',
    ],
    [{ budget: 1 }, 'budget: unknown_field'],
  ])('refuse %j', async (body, issue) => {
    const answer = await api.call('PUT', '/v1/settings', { body });
    expect(answer.status).toBe(422);
    expect(issuesOf(answer.body)).toContain(issue);
  });

  it('are for admins alone', async () => {
    expect((await api.call('GET', '/v1/settings', { key: 'unknown' })).status).toBe(401);
  });
});
