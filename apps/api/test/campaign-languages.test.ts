import {
  Campaign,
  Estimate,
  ImportedRecipients,
  ImportPreview,
  Message,
  Preview,
  TestedCampaign,
} from '@recado/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
let id: string;
beforeAll(async () => {
  api = await startApi();
  const body = { name: 'Natal', template: 'promotion', consent: { source: 'loja', evidence: 'cadastro' } };
  id = Campaign.parse((await api.call('POST', '/v1/campaigns', { body })).body).id;
});
afterAll(() => api[Symbol.asyncDispose]());

const csv = 'to,discount,Idioma\n11987654321,10%,Português\n11987654322,20%,EN\n11987654323,30%,\n11987654324,5%,de\n';
const upload = (text: string) => ({ body: text, headers: { 'content-type': 'text/csv' } });
const get = async (path: string) => (await api.call('GET', `/v1/campaigns/${id}${path}`)).body;
const inEnglish = 'This week only: 20% off everything in the shop. Reply STOP to hear no more of our offers.';

it('sends a campaign without a language to each person in their own', async () => {
  await api.call('PUT', '/v1/contacts/+5511987654323', { body: { language: 'en_US' } });
  const seen = await api.call('POST', `/v1/imports/preview?campaign=${id}`, upload(csv));
  const preview = ImportPreview.strict().parse(seen.body);
  expect(preview.columns.at(2)).toMatchObject({ name: 'Idioma', use: 'language', sure: true });
  expect(preview.rows.map(({ language }) => language)).toEqual(['pt_BR', 'en', 'en', 'pt_BR']);
  expect(preview.rows[1]).toMatchObject({ text: inEnglish });

  const answer = await api.call('POST', `/v1/campaigns/${id}/recipients`, upload(csv));
  expect(ImportedRecipients.strict().parse(answer.body)).toMatchObject({
    accepted: 4,
    ignored_columns: [],
    languages: { pt_BR: 2, en: 2 },
    missing_languages: { de: 1 },
    samples: [2, 3],
  });
  expect(await get('')).toMatchObject({ language: 'pt_BR', language_per_recipient: true });
  expect(Estimate.strict().parse(await get('/estimate')).by_language).toMatchObject([
    { language: 'en', people: 2 },
    { language: 'pt_BR', people: 2 },
  ]);
  expect(Preview.strict().parse(await get('/preview?line=3'))).toMatchObject({ language: 'en', text: inEnglish });
});

it('sends a test in the language of the first person, or in one that is named', async () => {
  await api.call('PUT', '/v1/settings', { body: { test_numbers: ['+5511987654399'] } });
  for (const [language, sent] of [
    [undefined, 'pt_BR'],
    ['en', 'en'],
  ]) {
    const body = { to: ['+5511987654399'], ...(language !== undefined && { language }) };
    const { data } = TestedCampaign.parse((await api.call('POST', `/v1/campaigns/${id}/test`, { body })).body);
    const message = await api.call('GET', `/v1/messages/${data[0]?.id}`);
    expect(Message.parse(message.body).language).toBe(sent);
  }
  const unknown = await api.call('POST', `/v1/campaigns/${id}/test`, {
    body: { to: ['+5511987654399'], language: 'fr' },
  });
  expect(unknown).toMatchObject({ status: 422, body: { errors: [{ field: 'template', reason: 'unknown_template' }] } });
});

it('rejects a row whose language is none', async () => {
  const text = 'to,discount,lang\n11987654327,10%,klingon\n';
  expect((await api.call('POST', `/v1/campaigns/${id}/recipients`, upload(text))).body).toMatchObject({
    rejected: 1,
    errors: [
      { line: 2, field: 'lang', reason: 'unknown_language', message: expect.stringContaining('not a language') },
    ],
  });
});

it('exports the language of each person, and takes it back to one for all only while there is no one', async () => {
  const { text } = await api.call('GET', `/v1/campaigns/${id}/recipients.csv`);
  const [header = '', ...rows] = text.trim().split('\r\n');
  expect(header.split(',').at(-1)).toBe('language');
  const byLanguage = Map.groupBy(rows, (row) => row.split(',').at(-1));
  expect([byLanguage.get('en')?.length, byLanguage.get('pt_BR')?.length]).toEqual([2, 2]);

  const patch = (body: object) => api.call('PATCH', `/v1/campaigns/${id}`, { body });
  expect(await patch({ language: 'en' })).toMatchObject({ status: 409 });
  await api.call('DELETE', `/v1/campaigns/${id}/recipients`);
  expect((await patch({ language: 'en' })).body).toMatchObject({ language: 'en', language_per_recipient: false });
  const mapped = `?columns=${encodeURIComponent(JSON.stringify({ Idioma: 'language' }))}`;
  expect(await api.call('POST', `/v1/campaigns/${id}/recipients${mapped}`, upload(csv))).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'columns', reason: 'fixed_language' }] },
  });
  expect((await api.call('POST', `/v1/campaigns/${id}/recipients`, upload(csv))).body).toMatchObject({
    accepted: 4,
    ignored_columns: ['Idioma'],
  });
  expect(await get('/preview?line=2')).toMatchObject({ language: 'en' });
  const test = await api.call('POST', `/v1/campaigns/${id}/test`, {
    body: { to: ['+5511987654399'], language: 'pt_BR' },
  });
  expect(test).toMatchObject({ status: 422, body: { errors: [{ field: 'language', reason: 'fixed_language' }] } });
  await api.call('DELETE', `/v1/campaigns/${id}/recipients`);
  expect((await patch({ language: null })).body).toMatchObject({ language: 'pt_BR', language_per_recipient: true });
});
