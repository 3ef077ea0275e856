import { InboundPage, Message, OptOuts, type Scope } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundForm } from './support/inbound-form.ts';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation, publicUrl } from './support/running-api.ts';
import { postForm, sign, type Fields } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const path = '/webhooks/twilio/inbound';

let met = 0;
const person = () => `+55119${String(70_000_000 + (met += 1))}`;

const receive = (form: Fields, signature?: string) => postForm(api.url, path, form, signature);

const listed = async (query: Record<string, string>, key?: string) => {
  const answer = await api.call(
    'GET',
    `/v1/messages/inbound?${new URLSearchParams(query).toString()}`,
    key ? { key } : {},
  );
  return InboundPage.parse(answer.body);
};

const send = (to: string, more: object = {}) =>
  api.call('POST', '/v1/messages', { body: { ...confirmation, to, ...more } });

const keyWith = async (scopes: Scope[]) => (await api.makeKey(scopes)).key;

const optedOut = { type: 'urn:recado:problem:invalid-request', errors: [{ field: 'to', reason: 'opted_out' }] };

describe('a message that a person sent', () => {
  it('is answered with TwiML that sends nothing back, and is kept once however often it comes', async () => {
    const from = person();
    const form = inboundForm(from, 'Oi, tudo bem?', { ButtonText: 'Falar', ButtonPayload: 'TALK' });
    for (const answer of [await receive(form), await receive(form), await receive(form)]) {
      expect(answer).toMatchObject({ status: 200, text: '<Response/>' });
      expect(answer.headers.get('content-type')).toMatch(/^text\/xml/);
    }
    const { data } = await listed({ from });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({
      from,
      channel: 'whatsapp',
      sender: 'store',
      body: 'Oi, tudo bem?',
      button: { text: 'Falar', payload: 'TALK' },
    });
    expect(data[0]).not.toHaveProperty('wish');
  });

  it('is taken from the query of a GET too, whose signature covers the URL', async () => {
    const from = person();
    const query = new URLSearchParams(inboundForm(from, 'Oi de novo') as Record<string, string>).toString();
    const get = (signature: string) =>
      fetch(`${api.url}${path}?${query}`, { headers: { 'x-twilio-signature': signature } });
    expect((await get('forged')).status).toBe(403);
    expect((await get(sign(`${publicUrl}${path}?${query}`, {}))).status).toBe(200);
    expect((await listed({ from })).data).toMatchObject([{ from, body: 'Oi de novo' }]);
  });

  it('is kept once when it comes many times at once', async () => {
    const from = person();
    const form = inboundForm(from, 'Oi');
    const answers = await Promise.all(Array.from({ length: 10 }, () => receive(form)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect((await listed({ from })).data).toHaveLength(1);
  });

  it('shows number and text only to those who may see them', async () => {
    const from = person();
    await receive(inboundForm(from, 'Meu CPF é segredo', { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/m/1' }));
    const key = await keyWith(['messages:read', 'contacts:read']);
    const { data } = await listed({ from }, key);
    expect(data[0]?.from).toMatch(/^\+55119\*{4}\d{4}$/);
    for (const hidden of ['body', 'button', 'media']) expect(data[0]).not.toHaveProperty(hidden);
    expect((await listed({ from })).data[0]?.media).toEqual([{ url: 'https://api.twilio.com/m/1' }]);
  });

  it('comes page by page, the newest first', async () => {
    const from = person();
    for (const body of ['um', 'dois', 'três']) await receive(inboundForm(from, body));
    const first = await listed({ from, limit: '2' });
    expect(first.data.map(({ body }) => body)).toEqual(['três', 'dois']);
    const second = await listed({ from, limit: '2', cursor: first.next_cursor ?? '' });
    expect(second).toMatchObject({ data: [{ body: 'um' }], next_cursor: null });
  });

  it('is kept when no sender has the address', async () => {
    const from = person();
    expect(await receive(inboundForm(from, 'Oi', { To: 'whatsapp:+551133334444' }))).toMatchObject({ status: 200 });
    const { data } = await listed({ from });
    expect(data).toHaveLength(1);
    expect(data[0]).not.toHaveProperty('sender');
  });

  it.each(['', 'bm9uc2Vuc2U='])('is refused with the signature %j', async (signature) => {
    const from = person();
    const answer = await receive(inboundForm(from, 'STOP'), signature);
    expect(answer.body).toMatchObject({ type: 'urn:recado:problem:invalid-signature', status: 403 });
    expect((await listed({ from })).data).toEqual([]);
    expect((await send(from)).status).toBe(202);
  });

  it('is refused when a field was changed after it was signed', async () => {
    const form = inboundForm(person(), 'Oi');
    const answer = await receive({ ...form, Body: 'STOP' }, sign(publicUrl + path, form));
    expect(answer.status).toBe(403);
  });

  it.each(['MessageSid', 'From', 'To'])('needs %s', async (field) => {
    expect((await receive(inboundForm(person(), 'Oi', { [field]: '' }))).status).toBe(422);
  });
});

describe('a reply that is a keyword', () => {
  it.each([
    ['in the text', 'Parar!', {}],
    ['on a button', 'Não, obrigado', { ButtonPayload: 'STOP' }],
    ['as Twilio understood it', 'chega disso', { OptOutType: 'STOP' }],
  ])('%s keeps messages of that channel away, until START', async (_where, body, more) => {
    const from = person();
    await receive(inboundForm(from, body, more));
    const refused = await send(from);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject(optedOut);
    expect((await send(from, { template: undefined, variables: undefined, body: 'Oi', channel: 'sms' })).status).toBe(
      202,
    );
    await receive(inboundForm(from, 'Voltar'));
    expect((await send(from)).status).toBe(202);
  });

  it.each([
    ['Brazil', '+5511970000999', '+551170000999'],
    ['Mexico', '+525541637145', '+5215541637145'],
    ['Argentina', '+5491123456789', '+541123456789'],
  ])('is of the same person in both spellings of a number of %s', async (_country, canonical, other) => {
    await receive(inboundForm(other, 'sair'));
    for (const to of [canonical, ...(other.startsWith('+55') ? [] : [other])])
      expect((await send(to)).body).toMatchObject(optedOut);
    const found = await api.call('GET', `/v1/contacts/${encodeURIComponent(other)}`);
    expect(found.body).toMatchObject({ phone: canonical, opt_outs: [{ purpose: 'all' }] });
    expect((await listed({ from: canonical })).data).toMatchObject([{ from: other }]);
  });

  it('that is replayed after START does not undo it', async () => {
    const from = person();
    const stop = inboundForm(from, 'STOP');
    for (const form of [stop, inboundForm(from, 'START'), stop]) await receive(form);
    expect((await send(from)).status).toBe(202);
  });

  it('keeps back what was accepted and has not left', async () => {
    const from = person();
    const { id } = Message.parse((await send(from)).body);
    await receive(inboundForm(from, 'STOP'));
    const now = new Date();
    expect(await api.store.claim(id, { at: now, leaseMs: 90_000 })).toEqual({ kind: 'over' });
    expect((await api.call('GET', `/v1/messages/${id}`)).body).toMatchObject({
      status: 'suppressed',
      reason: 'opted_out',
    });
  });
});

describe('an opt-out by the API', () => {
  const change = (phone: string, verb: string, body?: object) =>
    api.call('POST', `/v1/contacts/${encodeURIComponent(phone)}/${verb}`, body ? { body } : {});
  it('holds for both channels, and is lifted by one call', async () => {
    const to = person();
    const answer = await change(to, 'opt-out');
    expect(answer.status).toBe(200);
    expect(OptOuts.parse(answer.body)).toMatchObject({
      phone: to,
      opt_outs: expect.arrayContaining([
        { channel: 'whatsapp', purpose: 'all', source: 'api', at: expect.any(String) },
        { channel: 'sms', purpose: 'all', source: 'api', at: expect.any(String) },
      ]),
    });
    expect((await send(to)).body).toMatchObject(optedOut);
    expect((await change(to, 'opt-in', { source: 'call', evidence: 'ticket 12' })).body).toMatchObject({
      opt_outs: [],
    });
    expect((await send(to)).status).toBe(202);
  });

  it('of marketing lets an order status through', async () => {
    const to = person();
    const once = await change(to, 'opt-out', { channel: 'whatsapp', purpose: 'marketing' });
    const twice = await change(to, 'opt-out', { channel: 'whatsapp', purpose: 'marketing' });
    expect(twice.body).toEqual(once.body);
    expect((await send(to)).status).toBe(202);
    expect((await send(to, { category: 'marketing' })).body).toMatchObject(optedOut);
  });

  it('takes a number as people write it, also the old one', async () => {
    const to = person();
    await change(to.replace('+55119', '11 '), 'opt-out');
    expect((await send(to)).body).toMatchObject(optedOut);
  });

  it.each([
    ['nonsense', {}, 'phone'],
    ['+5511987654321', { channel: 'email' }, 'channel'],
    ['+5511987654321', { purpose: 'some' }, 'purpose'],
    ['+5511987654321', { until: 'tomorrow' }, 'until'],
  ])('of %s with %j is refused', async (phone, body, field) => {
    const answer = await change(phone, 'opt-out', body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });

  it('needs the scope messages:write', async () => {
    const key = await keyWith(['messages:read']);
    expect((await api.call('POST', '/v1/contacts/+5511987654321/opt-out', { key })).status).toBe(403);
  });
});
