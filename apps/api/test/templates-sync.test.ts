import { SyncedTemplates, Template } from '@recado/contract';
import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request, startApi, type RunningApi } from './support/running-api.ts';

let simulator: Simulator;
let api: RunningApi;
beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_LATENCY_MS: '0' });
  api = await startApi({
    TWILIO_API_BASE_URL: simulator.url,
    TWILIO_ACCOUNT_SID: simulator.accountSid,
    TWILIO_AUTH_TOKEN: simulator.authToken,
  });
  await api.call('PUT', '/v1/settings', {
    body: { marketing_requires_consent: { whatsapp: false, sms: false } },
  });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const promotion = 'HX00000000000000000000000000000201';

const sync = async (headers: Record<string, string> = {}) => {
  const { status, body } = await api.call('POST', '/v1/templates/sync', { headers });
  expect(status).toBe(200);
  return SyncedTemplates.strict().parse(body);
};
const find = async (name: string) => Template.strict().parse((await api.call('GET', `/v1/templates/${name}`)).body);

/** Sets WhatsApp's approval of the Portuguese promotion from now on. */
const decide = async (verdict: object) => {
  await request(`${simulator.url}/simulator/approvals/${promotion}`, 'PUT', { body: verdict });
};
const makeContent = async (content: object): Promise<string> => {
  const authorization = `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}`;
  const { body } = await request(`${simulator.url}/v1/Content`, 'POST', { body: content, headers: { authorization } });
  return (body as { sid: string }).sid;
};
const send = (template: string, variables: object, rest: object = {}) =>
  api.call('POST', '/v1/messages', { body: { to: '+5511987654321', template, variables, ...rest } });

it('a template is unknown to WhatsApp until Twilio was asked, and approved then', async () => {
  expect(await find('promotion')).not.toHaveProperty('approval');
  expect(await sync()).toEqual({ created: 0, updated: 6, unchanged: 0, recategorized: [], skipped: [] });
  expect(await find('promotion')).toMatchObject({ approval: { status: 'approved', category: 'marketing' } });
  expect(await sync()).toMatchObject({ updated: 0, unchanged: 6 });
});

it('a card is shown by its parts, with the values of a person in the preview, and its text is sent by SMS', async () => {
  const types = {
    'twilio/card': {
      title: '{{1}} voltou!',
      subtitle: 'Só hoje',
      media: ['http://127.0.0.1:1/{{2}}.png'],
      actions: [{ type: 'URL', title: 'Ver', url: 'https://x.test/{{1}}' }],
    },
  };
  const sid = await makeContent({ friendly_name: 'card', language: 'pt_BR', types, variables: { '1': 'x', '2': 'y' } });
  await request(`${simulator.url}/simulator/approvals/${sid}`, 'PUT', {
    body: { status: 'approved', category: 'MARKETING' },
  });
  await sync();
  const template = await find('card');
  const content = {
    type: 'twilio/card',
    media: ['http://127.0.0.1:1/{{2}}.png'],
    body: '{{1}} voltou!',
    footer: 'Só hoje',
    buttons: [{ type: 'url', text: 'Ver', value: 'https://x.test/{{1}}' }],
  };
  expect(template).toMatchObject({ body: '{{1}} voltou!', content });
  const draft = await api.call('POST', '/v1/campaigns', { body: { name: 'Cards', template: 'card' } });
  const { id } = draft.body as { id: string };
  const file = { body: 'to,1,2\n11987654321,Tênis,a\n', headers: { 'content-type': 'text/csv' } };
  await api.call('POST', `/v1/campaigns/${id}/recipients`, file);
  expect((await api.call('GET', `/v1/campaigns/${id}/preview`)).body).toMatchObject({
    text: 'Tênis voltou!',
    content: {
      media: ['http://127.0.0.1:1/a.png'],
      footer: 'Só hoje',
      buttons: [{ type: 'url', text: 'Ver', value: 'https://x.test/Tênis' }],
    },
  });
  const values = { '1': 'Tênis', '2': 'a' };
  expect((await send('card', values)).body).toMatchObject({
    errors: [{ field: 'variables', reason: 'media_unreachable' }],
  });
  expect((await send('card', values, { channel: 'sms' })).status).toBe(202);
  const put = await api.call('PUT', '/v1/templates/card', { body: template });
  expect(put.body).toMatchObject({ content });
});

it('a content of the account becomes a template that can be sent', async () => {
  const types = { 'twilio/text': { body: '{{1}} voltou, por {{2}}! Corra.' } };
  const variables = { '1': 'Tênis', '2': 'R$ 99' };
  const sid = await makeContent({ friendly_name: 'Voltou ao Estoque', language: 'pt_BR', types, variables });
  const named = await makeContent({
    friendly_name: 'named',
    language: 'en',
    types: { 'twilio/text': { body: 'Hi {{name}}' } },
  });
  const answers = await Promise.all([sync({ 'idempotency-key': 'x' }), sync({ 'idempotency-key': 'x' }), sync()]);
  expect(answers.reduce((sum, { created }) => sum + created, 0)).toBe(1);
  expect(answers[0]?.skipped).toEqual([
    { content_sid: named, reason: 'named_variables', message: expect.stringContaining('{{name}}') },
  ]);
  expect(await find('voltou_ao_estoque')).toMatchObject({
    channel: 'whatsapp',
    category: 'marketing',
    content_sid: sid,
    body: '{{1}} voltou, por {{2}}! Corra.',
    variables: ['1', '2'],
    approval: { status: 'unsubmitted' },
    synced_at: expect.any(String),
  });
  const utility = { category: 'utility' };
  const milder = await send('voltou_ao_estoque', { '1': 'Tênis', '2': 'R$ 99' }, utility);
  expect(milder).toMatchObject({ status: 422, text: expect.stringContaining('milder_than_template') });
  const refused = await send('voltou_ao_estoque', { '1': 'Tênis', '2': 'R$ 99' });
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('unsubmitted') });
});

describe('a template that WhatsApp', () => {
  it.each(['paused', 'disabled', 'rejected'])('%s is refused, with what WhatsApp said', async (status) => {
    await decide({ status, rejection_reason: 'LOW_QUALITY' });
    expect(await sync()).toMatchObject({ updated: 1 });
    const { body } = await send('promotion', { discount: '20%' });
    expect(body).toMatchObject({
      type: 'urn:recado:problem:invalid-request',
      errors: [
        { field: 'template', reason: 'not_approved', message: expect.stringContaining(`(${status}: LOW_QUALITY)`) },
      ],
    });
    expect((await send('promotion', { discount: '20%' }, { channel: 'sms' })).status).toBe(202);
  });

  it('approves again is sent again', async () => {
    await decide({ status: 'approved' });
    await sync();
    expect((await send('promotion', { discount: '20%' })).status).toBe(202);
  });

  it('puts in a stricter category is taken for that, and it is said', async () => {
    const { body } = await api.call('GET', '/v1/templates/promotion');
    await api.call('PUT', '/v1/templates/promotion', { body: { ...Template.parse(body), category: 'utility' } });
    expect(await sync()).toMatchObject({
      recategorized: [{ name: 'promotion', language: 'pt_BR', from: 'utility', to: 'marketing' }],
    });
    expect(await find('promotion')).toMatchObject({ category: 'marketing', variables: ['discount'] });
  });
});

it('a template that was PUT with another content is unknown again', async () => {
  const { body } = await api.call('GET', '/v1/templates/order_status');
  const put = { ...Template.parse(body), content_sid: `HX${'e'.repeat(32)}` };
  expect((await api.call('PUT', '/v1/templates/order_status', { body: put })).body).not.toHaveProperty('approval');
  await sync();
  expect(await find('order_status')).toMatchObject({ approval: { status: null } });
});

it('needs the scope admin, and a key that can be one', async () => {
  expect((await api.call('POST', '/v1/templates/sync', { key: 'nobody' })).status).toBe(401);
  const answer = await api.call('POST', '/v1/templates/sync', { headers: { 'idempotency-key': 'ação' } });
  expect(answer).toMatchObject({ status: 422 });
});

it('says that Twilio does not answer', async () => {
  await using alone = await startApi({ TWILIO_API_BASE_URL: 'http://127.0.0.1:1' });
  const answer = await alone.call('POST', '/v1/templates/sync');
  expect(answer).toMatchObject({
    status: 502,
    body: { type: 'urn:recado:problem:twilio-unavailable', detail: 'Twilio was not reached (ECONNREFUSED)' },
  });
});
