import { Contact, ContactSettings } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const path = `/v1/contacts/${encodeURIComponent('+5511987654321')}`;
const put = (body: object, to = path) => api.call('PUT', to, { body });

describe('PUT /v1/contacts/:phone', () => {
  it('sets what is named, keeps the rest, and takes away what is null', async () => {
    const answer = await put({ timezone: 'america/manaus', language: 'pt-BR' });
    expect(answer.status).toBe(200);
    expect(ContactSettings.parse(answer.body)).toEqual({
      phone: '+5511987654321',
      timezone: 'America/Manaus',
      language: 'pt_BR',
    });
    expect((await put({ language: null })).body).toMatchObject({ timezone: 'America/Manaus' });
    expect(Contact.parse((await api.call('GET', path)).body)).toMatchObject({ timezone: 'America/Manaus' });
    expect((await put({ timezone: null })).body).toEqual({ phone: '+5511987654321' });
    expect(await api.call('GET', path)).toMatchObject({ status: 404 });
  });

  it('is of the person, however the number is spelled', async () => {
    await put({ timezone: 'America/Recife' }, '/v1/contacts/1187654321');
    expect((await api.call('GET', path)).body).toMatchObject({ timezone: 'America/Recife' });
  });

  it('is in the audit log without the number', async () => {
    await put({ timezone: 'America/Recife' });
    expect((await api.call('GET', '/v1/audit?action=contact.changed&limit=1')).body).toMatchObject({
      data: [{ object: 'contacts/+55119****4321', detail: { changed: ['timezone'] } }],
    });
  });

  it.each([
    ['an unknown time zone', { timezone: 'America/Atlantis' }, 'timezone', 'unknown_timezone'],
    ['an unknown language', { language: 'Portuguese' }, 'language', 'invalid_format'],
    ['anything else', { name: 'Maria' }, 'name', 'unknown_field'],
  ])('refuses %s', async (_what, body, field, reason) => {
    expect(await put(body)).toMatchObject({ status: 422, body: { errors: [{ field, reason }] } });
  });

  it('refuses an invalid number', async () => {
    expect(await put({}, '/v1/contacts/Maria')).toMatchObject({ status: 422, body: { errors: [{ field: 'phone' }] } });
  });
});

describe('the language of a contact', () => {
  const send = async (body: object) => {
    const answer = await api.call('POST', '/v1/messages', { body: { to: '+5511987654321', ...body } });
    expect(answer.status).toBe(202);
    return (answer.body as { language: string }).language;
  };
  const order = { template: 'order_confirmation', variables: { order_id: '1' } };

  it('chooses that of a template of which the request names none', async () => {
    await put({ language: null });
    expect(await send(order)).toBe('pt_BR');
    await put({ language: 'en-US' });
    expect(await send(order)).toBe('en');
    expect(await send({ ...order, channel: 'sms' })).toBe('en');
    expect(await send({ ...order, language: 'pt_BR' })).toBe('pt_BR');
    await put({ language: 'fr' });
    expect(await send(order)).toBe('pt_BR');
  });

  it('is the language of the fallback SMS, too', async () => {
    await put({ language: 'en' });
    await send({
      ...order,
      fallback: { channel: 'sms', template: 'order_status', variables: { order_id: '1', status: 'x' } },
    });
    await using database = await openDatabase(api.databaseUrl);
    const { rows } = await database.query('select template_language as language from fallbacks');
    expect(rows).toEqual([{ language: 'en' }]);
  });
});
