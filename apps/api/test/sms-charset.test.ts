import { Estimate, Preview, Template } from '@recado/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const promotion = `{{nome}}, só amanhã: ${'desconto '.repeat(8)}.`;

const put = async (name: string, more: object = {}) => {
  const body = { channel: 'sms', category: 'utility', body: promotion, variables: ['nome'], ...more };
  return (await api.call('PUT', `/v1/templates/${name}`, { body })).body;
};

/** A campaign of this template to Ana, João and somebody with an emoji. */
const draft = async (template: string) => {
  const { body } = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template } });
  const { id } = body as { id: string };
  const file = 'phone,nome\n+5511981000001,Ana\n+5511981000002,João\n+5511981000003,Zé 🎉\n';
  const call = { body: file, headers: { 'content-type': 'text/csv' } };
  const uploaded = await api.call('POST', `/v1/campaigns/${id}/recipients`, call);
  expect(uploaded.body).toMatchObject({ accepted: 3 });
  return id;
};

const previewOf = async (id: string, line: number) =>
  Preview.parse((await api.call('GET', `/v1/campaigns/${id}/preview?line=${line}`)).body);
const unicodeOf = async (id: string) =>
  Estimate.parse((await api.call('GET', `/v1/campaigns/${id}/estimate`)).body).unicode;

it('a template with sms_charset gsm7 is sent without accents, and shows it', async () => {
  expect(Template.parse(await put('plain', { sms_charset: 'gsm7' }))).toMatchObject({ sms_charset: 'gsm7' });
  const id = await draft('plain');
  expect(await previewOf(id, 3)).toMatchObject({
    text: promotion.replace('{{nome}}', 'Joao').replace('só amanhã', 'so amanha'),
    segments: 1,
  });
  expect(await previewOf(id, 3)).not.toHaveProperty('not_in_gsm7');
  const accepted = await api.call('POST', '/v1/messages', {
    body: { to: '+5511981000002', template: 'plain', variables: { nome: 'João' } },
  });
  expect(accepted.status).toBe(202);
  const claim = await api.store.claim((accepted.body as { id: string }).id, {
    at: new Date(Date.now() + 5_000),
    leaseMs: 90_000,
  });
  expect(claim).toMatchObject({ message: { template: { smsCharset: 'gsm7' } } });
});

it('a character that cannot be replaced is named by the preview and by the estimate', async () => {
  await put('plain', { sms_charset: 'gsm7' });
  const id = await draft('plain');
  expect(await previewOf(id, 4)).toMatchObject({ segments: 2, not_in_gsm7: ['🎉'] });
  expect(await unicodeOf(id)).toMatchObject({ characters: ['🎉'], people: 1, segments: 2, segments_in_gsm7: 1 });
});

it('the estimate counts letters of people’s own values, where the text itself has none', async () => {
  await put('accents', { body: promotion.replace('só amanhã', 'so hoje') });
  const id = await draft('accents');
  const unicode = await unicodeOf(id);
  expect(unicode?.characters.toSorted()).toEqual(['ã', '🎉']);
  expect(unicode).toMatchObject({
    people: 2,
    segments: 4,
    segments_in_gsm7: 2,
  });
});

it('a template without sms_charset is sent as it is', async () => {
  await put('accents');
  expect(await previewOf(await draft('accents'), 2)).toMatchObject({ segments: 2, not_in_gsm7: ['ó', 'ã'] });
});
