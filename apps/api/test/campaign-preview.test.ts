import { Campaign, ImportedRecipients, ImportPreview, Preview, TestedCampaign } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { parseEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { environment, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
let id: string;
beforeAll(async () => {
  api = await startApi();
  const created = await api.call('POST', '/v1/campaigns', {
    body: { name: 'Natal', template: 'promotion', language: 'en', variables: { discount: '5%' } },
  });
  id = Campaign.parse(created.body).id;
  const csv = 'to,discount\n11987654321,20%\n11987654322,\n';
  const call = { body: csv, headers: { 'content-type': 'text/csv' } };
  await api.call('POST', `/v1/campaigns/${id}/recipients`, call);
});
afterAll(() => api[Symbol.asyncDispose]());

const preview = async (query = '', call: { key?: string } = {}) => {
  const answer = await api.call('GET', `/v1/campaigns/${id}/preview${query}`, call);
  expect(answer).toMatchObject({ status: 200 });
  return Preview.strict().parse(answer.body);
};

const test = (body: object, headers = {}) => api.call('POST', `/v1/campaigns/${id}/test`, { body, headers });

/** A key that may read, but neither see numbers nor write. */
const makeReadersKey = async (): Promise<string> => {
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(api.databaseUrl));
  await using store = createStore({ databaseUrl, encryptionKeys, indexKey });
  const { key, hash, hint } = newApiKey();
  const scopes = ['messages:read' as const];
  await store.insertApiKey({ id: crypto.randomUUID(), name: 'reader', hash, hint, scopes, createdAt: new Date() });
  return key;
};

describe('GET /v1/campaigns/:id/preview', () => {
  it('shows what the first person would be sent', async () => {
    expect(await preview()).toMatchObject({
      line: 2,
      to: '+5511987654321',
      channel: 'whatsapp',
      text: 'This week only: 20% off everything in the shop. Reply STOP to hear no more of our offers.',
      content_variables: { '1': '20%' },
    });
  });

  it('shows any other by line, number or id', async () => {
    const second = await preview('?line=3');
    expect(second).toMatchObject({ to: '+5511987654322', variables: { discount: '5%' } });
    expect(await preview(`?recipient=${second.recipient}`)).toEqual(second);
    expect(await preview('?to=(11)98765-4322')).toEqual(second);
  });

  it('hides the number and what the row says from a key that may not see them, and refuses it tests', async () => {
    const key = await makeReadersKey();
    const shown = await preview('', { key });
    expect(shown).toMatchObject({ to: '+55119****4321', line: 2 });
    expect(JSON.stringify(shown)).not.toContain('20%');
    for (const field of ['variables', 'text', 'content_variables', 'fallback']) expect(shown).not.toHaveProperty(field);
    const body = { to: ['+5511911112222'] };
    expect(await api.call('POST', `/v1/campaigns/${id}/test`, { body, key })).toMatchObject({ status: 403 });
  });

  it.each([
    ['?line=99', 404],
    ['?to=%2B5511987650000', 404],
    ['?to=hello', 422],
    ['?line=0', 422],
    ['?line=2&to=11987654321', 422],
    ['?row=2', 422],
  ])('refuses %s with %s', async (query, status) => {
    expect(await api.call('GET', `/v1/campaigns/${id}/preview${query}`)).toMatchObject({ status });
  });
});

describe('POST /v1/campaigns/:id/test', () => {
  const testers = [
    '+5511911112222',
    '11911113333',
    '+5541987651111',
    '+5541987652222',
    '+5511922221111',
    '+5511922222222',
  ];
  beforeAll(() => api.call('PUT', '/v1/settings', { body: { test_numbers: testers } }));

  it('shows the numbers of the setting masked, stores them encrypted, and takes only valid ones', async () => {
    const { body } = await api.call('GET', '/v1/settings');
    expect(body).toMatchObject({ test_numbers: expect.arrayContaining(['+55119****2222', '+55119****3333']) });
    await using database = await openDatabase(api.databaseUrl);
    const { rows } = await database.query(`select value::text from settings where name = 'test_numbers'`);
    expect(JSON.stringify(rows)).not.toContain('911112222');
    const refused = await api.call('PUT', '/v1/settings', { body: { test_numbers: ['+5511911112222', 'x'] } });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'test_numbers.1' }] } });
  });

  it('sends marketing to no other number without consent, and no more than 100 tests a day', async () => {
    const others = Array.from({ length: 20 }, (_, n) => `+55119333344${String(10 + n)}`);
    const made = await api.call('POST', '/v1/campaigns', {
      body: { name: 'Other', template: 'promotion', language: 'en' },
    });
    const path = `/v1/campaigns/${Campaign.parse(made.body).id}/test`;
    const body = { to: others, variables: { discount: '5%' } };
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.call('POST', path, { body })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 202, 202, 202, 429]);
    const { data } = TestedCampaign.parse(answers.find(({ status }) => status === 202)?.body);
    expect(data).toHaveLength(20);
    for (const result of data) expect(result.refused).toMatchObject({ reason: 'no_consent' });
  });

  it('sends the content to the numbers, as messages of no campaign', async () => {
    const answer = await test({ to: ['+5511911112222', '11911113333'] });
    expect(answer).toMatchObject({ status: 202 });
    const { data } = TestedCampaign.strict().parse(answer.body);
    expect(data.map(({ to }) => to)).toEqual(['+5511911112222', '+5511911113333']);
    const message = await api.call('GET', `/v1/messages/${data[0]?.id}`);
    expect(message.body).toMatchObject({
      category: 'utility',
      template: 'promotion',
      language: 'en',
      metadata: { campaign_test: id },
    });
    expect(message.body).not.toHaveProperty('campaign_id');
  });

  it('sends one message to a person who is named twice', async () => {
    const { data } = TestedCampaign.parse(
      (await test({ to: ['+5541987651111', '+5541987652222', '(41) 98765-1111'] })).body,
    );
    expect(data.map(({ to }) => to)).toEqual(['+5541987651111', '+5541987652222', '+5541987651111']);
    const { body } = await api.call('GET', '/v1/messages?to=%2B5541987651111');
    expect(body).toMatchObject({ data: [{ id: data[0]?.id }] });
    expect(data[2]).toEqual(data[0]);
  });

  it('answers a repeated request with the same messages, and sends none twice', async () => {
    const headers = { 'idempotency-key': 'test-1' };
    const first = await test({ to: ['+5511922221111', '+5511922222222'] }, headers);
    const again = await test({ to: ['+5511922221111', '+5511922222222'] }, headers);
    expect([again.status, again.body]).toEqual([202, first.body]);
    const { body } = await api.call('GET', '/v1/messages?to=%2B5511922221111');
    expect(body).toMatchObject({ data: [{ status: 'accepted' }] });
    expect(await test({ to: ['+5511922223333'] }, headers)).toMatchObject({ status: 422 });
  });

  it.each([
    ['no numbers', { to: [] }, 'to'],
    ['too many numbers', { to: Array.from({ length: 21 }, () => '+5511911112222') }, 'to'],
    ['an invalid number', { to: ['+5511911112222', 'x'] }, 'to.1'],
    ['unknown variables', { to: ['+5511911112222'], variables: { price: '1' } }, 'variables.price'],
  ])('refuses %s', async (_what, body, field) => {
    expect(await test(body)).toMatchObject({ status: 422, body: { errors: [expect.objectContaining({ field })] } });
  });

  it('needs a campaign', async () => {
    const body = { to: ['+5511911112222'] };
    const nowhere = '/v1/campaigns/01900000-0000-7000-8000-000000000000';
    expect(await api.call('POST', `${nowhere}/test`, { body })).toMatchObject({ status: 404 });
    expect(await api.call('GET', `${nowhere}/preview`)).toMatchObject({ status: 404 });
  });
});

describe('POST /v1/imports/preview', () => {
  const file = 'Celular;Desc\n11987654331;30%\n1198765;40%\n11987654332;\n';
  const columns = encodeURIComponent('{"Celular":"phone","Desc":"variable:discount"}');
  const look = (query: string, body: string | Buffer = file) =>
    api.call('POST', `/v1/imports/preview?${query}`, { body, headers: { 'content-type': 'text/csv' } });

  it('shows the columns, then by a mapping the texts and exactly the rows that the import rejects', async () => {
    const first = ImportPreview.strict().parse((await look('template=promotion&language=en')).body);
    expect(first.missing_variables).toEqual(['discount']);
    const mapped = ImportPreview.strict().parse((await look(`campaign=${id}&columns=${columns}`)).body);
    expect(mapped).toMatchObject({ delimiter: ';', missing_variables: [], rows_seen: 3, good: 2 });
    const created = await api.call('POST', '/v1/campaigns', {
      body: { name: 'Mapped', template: 'promotion', language: 'en', variables: { discount: '5%' } },
    });
    const draft = Campaign.parse(created.body).id;
    const path = `/v1/campaigns/${draft}/recipients?columns=${columns}`;
    const answer = await api.call('POST', path, { body: file, headers: { 'content-type': 'text/csv' } });
    const imported = ImportedRecipients.strict().parse(answer.body);
    const bad = mapped.rows.flatMap(({ line, errors }) => errors.map((error) => ({ line, ...error })));
    expect(imported).toMatchObject({ accepted: 2, errors: bad, by_reason: mapped.bad_by_reason });
    for (const row of mapped.rows.filter(({ errors }) => errors.length === 0)) {
      const sent = await api.call('GET', `/v1/campaigns/${draft}/preview?line=${row.line}`);
      expect(Preview.parse(sent.body).text).toBe(row.text);
    }
  });

  it.each([
    ['template=promotion', 422, { errors: [{ field: 'campaign' }] }],
    [`campaign=${crypto.randomUUID()}`, 404, {}],
    ['template=promotion&language=en&columns=[]', 422, { errors: [{ field: 'columns' }] }],
    ['template=promotion&language=en&columns={"Celular":"fone"}', 422, { errors: [{ field: 'columns' }] }],
    ['template=promotion&language=en&columns={"Fax":"phone"}', 422, { errors: [{ field: 'columns' }] }],
    ['template=promotion&language=en&columns={"Desc":"variable:__proto__"}', 422, { errors: [{ field: 'columns' }] }],
    ['template=promotion&language=en&country=ZZ', 422, { errors: [{ field: 'country' }] }],
    ['template=promotion&language=en&size=-1', 422, { errors: [{ field: 'size' }] }],
  ])('answers %s with %i', async (query, status, body) => {
    expect(await look(query)).toMatchObject({ status, body });
  });
});
