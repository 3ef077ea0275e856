import { Contact, InboundPage, Message, MessagePage } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundForm } from './support/inbound-form.ts';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation } from './support/running-api.ts';
import { postForm } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

let met = 0;
const person = () => `BR.${String(13_491_208_655_300_000n + BigInt((met += 1)))}`;

const write = async (id: string, body: string) => {
  const form = { ...inboundForm('+5511900000000', body), From: `whatsapp:${id}`, WaId: '', ExternalUserId: id };
  expect((await postForm(api.url, '/webhooks/twilio/inbound', form)).status).toBe(200);
};

const send = (to: string, more: object = {}) =>
  api.call('POST', '/v1/messages', { body: { ...confirmation, to, ...more } });
const answer = (to: string) => api.call('POST', '/v1/messages', { body: { to, body: 'Já saiu para entrega!' } });
const contact = async (id: string) => Contact.parse((await api.call('GET', `/v1/contacts/${id}`)).body);

describe('a person with an id of WhatsApp', () => {
  it('is listed and answered inside the service window, at the id', async () => {
    const id = person();
    expect((await answer(id)).body).toMatchObject({ errors: [{ reason: 'outside_service_window' }] });
    await write(id, 'Oi, onde está meu pedido?');
    const listed = await api.call('GET', `/v1/messages/inbound?from=${id}`);
    expect(InboundPage.parse(listed.body).data).toMatchObject([{ from: id, channel: 'whatsapp', sender: 'store' }]);
    const accepted = await answer(`whatsapp:${id}`);
    expect(accepted).toMatchObject({ status: 202, body: { to: id } });
    const { data } = MessagePage.parse((await api.call('GET', `/v1/messages?to=${id}`)).body);
    const claim = await api.store.claim(data[0]?.id ?? '', { at: new Date(Date.now() + 5_000), leaseMs: 90_000 });
    expect(claim).toMatchObject({ message: { to: id, channel: 'whatsapp' } });
  });

  it('opts out and in by keyword, and is confirmed', async () => {
    const id = person();
    await write(id, 'Parar, por favor');
    expect((await send(id)).body).toMatchObject({ errors: [{ field: 'to', reason: 'opted_out' }] });
    const { data } = MessagePage.parse((await api.call('GET', `/v1/messages?to=${id}`)).body);
    expect(data).toMatchObject([{ to: id, category: 'utility' }]);
    await write(id, 'Voltar');
    expect((await send(id)).status).toBe(202);
  });

  it('has consents, opt-outs and data that can be shown and erased', async () => {
    const id = person();
    const consent = {
      to: id,
      channel: 'whatsapp',
      granted: true,
      source: 'chat',
      words: 'Sim',
      occurred_at: '2026-01-01T00:00:00Z',
    };
    expect((await api.call('POST', '/v1/consents', { body: consent })).status).toBeLessThan(300);
    expect((await send(id, { category: 'marketing' })).status).toBe(202);
    await write(id, 'Oi');
    await api.call('POST', `/v1/contacts/${id}/opt-out`, { body: { channel: 'whatsapp' } });
    expect(await contact(id)).toMatchObject({
      phone: id,
      inbound: 1,
      messages: { total: 1 },
      consents: [{ granted: true }],
      opt_outs: [{ purpose: 'all' }],
    });
    const erased = await api.call('DELETE', `/v1/contacts/${id}`);
    expect(erased.body).toMatchObject({ erased: { messages: 1, inbound: 1, consents: 1 } });
    expect(await contact(id)).toMatchObject({ inbound: 0, opt_outs: [{ purpose: 'all' }] });
  });

  it('is the person whose number comes with it, whichever of both they write with', async () => {
    const [id, number] = [person(), `+551198${String(7_000_000 + (met += 1))}`];
    expect(
      (await postForm(api.url, '/webhooks/twilio/inbound', { ...inboundForm(number, 'Oi'), ExternalUserId: id }))
        .status,
    ).toBe(200);
    expect((await answer(id)).status).toBe(202);
    await write(id, 'Sair');
    expect((await send(number)).body).toMatchObject({ errors: [{ field: 'to', reason: 'opted_out' }] });
    expect(await contact(id)).toMatchObject({ inbound: 2, whatsapp_ids: [id] });
    expect(await contact(number)).toMatchObject({ inbound: 2, opt_outs: [{ purpose: 'all' }] });
    expect((await api.call('DELETE', `/v1/contacts/${id}`)).body).toMatchObject({ erased: { inbound: 2 } });
    expect(await contact(number)).toMatchObject({ inbound: 0, whatsapp_ids: [] });
    expect((await send(id)).body).toMatchObject({ errors: [{ reason: 'opted_out' }] });
  });

  const report = async (to: string, fields: Record<string, string>) => {
    const { body } = await send(to);
    const { id: messageId } = Message.parse(body);
    const sid = `SM${messageId.replaceAll('-', '')}`;
    const form = { MessageSid: sid, MessageStatus: 'delivered', To: `whatsapp:${to}`, ...fields };
    expect((await postForm(api.url, `/webhooks/twilio/status/${messageId}`, form)).status).toBe(204);
  };
  const newNumber = () => `+551198${String(7_000_000 + (met += 1))}`;

  it('is the person of a message whose report names both', async () => {
    const [id, number] = [person(), newNumber()];
    await report(number, { ExternalUserId: id });
    expect(await contact(number)).toMatchObject({ whatsapp_ids: [id] });
    await write(id, 'Parar');
    expect((await send(number)).body).toMatchObject({ errors: [{ field: 'to', reason: 'opted_out' }] });
  });

  it('has the number that comes with the report of a message to the id', async () => {
    const [id, number] = [person(), newNumber()];
    await report(id, { ExternalUserId: id, WaId: number.slice(1) });
    expect(await contact(number)).toMatchObject({ whatsapp_ids: [id], messages: { total: 1 } });
  });

  it('is not known again by a report that comes after the erasure', async () => {
    const [id, number] = [person(), newNumber()];
    const { body } = await send(number);
    const { id: messageId } = Message.parse(body);
    await api.call('DELETE', `/v1/contacts/${encodeURIComponent(number)}`);
    const form = { MessageSid: `SM${messageId.replaceAll('-', '')}`, MessageStatus: 'sent', ExternalUserId: id };
    await postForm(api.url, `/webhooks/twilio/status/${messageId}`, { ...form, To: `whatsapp:${number}` });
    for (const each of [id, encodeURIComponent(number)])
      expect((await api.call('GET', `/v1/contacts/${each}`)).status).toBe(404);
  });

  it.each([{ ExternalUserId: 'maria' }, { ExternalUserId: '' }, { WaId: '5511987654321' }])(
    'is nobody else because of %j in a report',
    async (fields) => {
      const number = newNumber();
      await report(number, fields);
      expect(await contact(number)).toMatchObject({ whatsapp_ids: [] });
    },
  );

  it('gets no SMS', async () => {
    const { status, body } = await send(person(), {
      template: undefined,
      variables: undefined,
      body: 'Oi',
      channel: 'sms',
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ field: 'to', reason: 'invalid_number' }] });
  });
});
