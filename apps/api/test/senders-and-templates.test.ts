import { Sender, SenderPage, Template, TemplatePage } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, serveApiOn, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const contentSid = `HX${'a'.repeat(32)}`;

describe('templates', () => {
  it("begin with the shop's three, each in two languages", async () => {
    const { data } = TemplatePage.parse((await api.call('GET', '/v1/templates')).body);
    expect(data.map(({ name, language }) => `${name} ${language}`).toSorted()).toEqual([
      'order_confirmation en',
      'order_confirmation pt_BR',
      'order_status en',
      'order_status pt_BR',
      'promotion en',
      'promotion pt_BR',
    ]);
  });

  it.each([
    ['', 'pt_BR'],
    ['?language=en', 'en'],
    ['?language=pt-BR', 'pt_BR'],
  ])('are shown with%s in %s', async (query, language) => {
    const { body } = await api.call('GET', `/v1/templates/promotion${query}`);
    expect(Template.strict().parse(body)).toMatchObject({ name: 'promotion', language, variables: ['discount'] });
  });

  it('are sendable as soon as they are PUT', async () => {
    const template = { channel: 'sms', category: 'authentication', body: 'Código: {{code}}', variables: ['code'] };
    const put = await api.call('PUT', '/v1/templates/login', { body: template });
    expect(put).toMatchObject({ status: 200 });
    expect(Template.strict().parse(put.body)).toMatchObject({ ...template, language: 'pt_BR' });
    const body = { to: '+5511987654321', template: 'login', variables: { code: '123456' } };
    expect((await api.call('POST', '/v1/messages', { body })).body).toMatchObject({ sender: 'store-sms' });
  });

  it('are replaced one language at a time', async () => {
    const template = { channel: 'whatsapp', category: 'utility', content_sid: contentSid, variables: ['order_id'] };
    const put = await api.call('PUT', '/v1/templates/order_status?language=en', { body: template });
    expect(put.body).toMatchObject({ language: 'en', content_sid: contentSid });
    expect((await api.call('GET', '/v1/templates/order_status')).body).toMatchObject({
      language: 'pt_BR',
      variables: ['order_id', 'status'],
    });
  });

  it.each([
    ['promotion', { channel: 'whatsapp', category: 'marketing' }, 'content_sid: required'],
    ['promotion', { channel: 'sms', category: 'marketing', body: '{{x}}' }, 'body: unknown_variable'],
    ['promotion', { channel: 'sms', category: 'marketing', body: 'Oi\0' }, 'body: invalid_characters'],
    [
      'promotion?language=en',
      { channel: 'sms', category: 'marketing', body: 'a', language: 'fr' },
      'language: exclusive',
    ],
    ['promotion?lang=en', {}, 'lang: unknown_field'],
  ])('refuse for %s %j', async (name, body, issue) => {
    const answer = await api.call('PUT', `/v1/templates/${name}`, { body });
    const { errors } = answer.body as { errors: { field: string; reason: string }[] };
    expect(errors.map(({ field, reason }) => `${field}: ${reason}`)).toContain(issue);
  });

  it('of WhatsApp cannot be sent at Twilio before they have their own ContentSid', async () => {
    await using atTwilio = await startApi({ TWILIO_API_BASE_URL: 'https://api.twilio.com' });
    const answer = await atTwilio.call('POST', '/v1/messages', { body: confirmation });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: 'template', reason: 'not_sendable' }] });
  });
});

describe('senders', () => {
  it('begin with those of RECADO_SENDERS, in their order', async () => {
    const { data } = SenderPage.parse((await api.call('GET', '/v1/senders')).body);
    expect(data.map(({ id }) => id).slice(0, 2)).toEqual(['store', 'store-sms']);
  });

  it('are made with 201 and changed with 200', async () => {
    const made = await api.call('PUT', '/v1/senders/other', {
      body: { channel: 'whatsapp', address: '+551150289878' },
    });
    expect(made).toMatchObject({ status: 201 });
    expect(Sender.strict().parse(made.body)).toMatchObject({ mps: 80, daily_limit: null, paused: false });
    const changed = await api.call('PUT', '/v1/senders/other', { body: { mps: 20, daily_limit: 1000, paused: true } });
    expect(changed.status).toBe(200);
    const shown = await api.call('GET', '/v1/senders/other');
    expect(shown.body).toMatchObject({ address: '+551150289878', mps: 20, daily_limit: 1000, paused: true });
  });

  it('are made once, also by requests at the same time', async () => {
    const body = { channel: 'sms', address: '12345', mps: 5 };
    const puts = Array.from({ length: 8 }, () => api.call('PUT', '/v1/senders/raced', { body }));
    const statuses = (await Promise.all(puts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
  });

  it('keep a changed rate when a process starts again', async () => {
    await api.call('PUT', '/v1/senders/store-sms', { body: { mps: 3 } });
    await using second = await serveApiOn(api.databaseUrl);
    expect((await second.call('GET', '/v1/senders/store-sms')).body).toMatchObject({ mps: 3 });
  });

  it.each([
    ['new', {}, 'channel: required'],
    ['new', { channel: 'sms' }, 'address: required'],
    ['new', { channel: 'whatsapp', address: '12345' }, 'address: invalid_format'],
    ['store', { channel: 'sms' }, 'channel: fixed'],
    ['store', { address: 'Loja' }, 'address: invalid_format'],
    ['store', { mps: 0 }, 'mps: too_small'],
    ['store', { mps: '80' }, 'mps: invalid_type'],
    ['store', { rate: 80 }, 'rate: invalid_type'],
    ['store', { speed: 80 }, 'speed: unknown_field'],
  ])('refuse for %s %j', async (id, body, issue) => {
    const answer = await api.call('PUT', `/v1/senders/${id}`, { body });
    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { field: string; reason: string }[] };
    expect(errors.map(({ field, reason }) => `${field}: ${reason}`)).toContain(issue);
  });
});
