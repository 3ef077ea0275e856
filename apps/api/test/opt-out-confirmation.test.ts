import { InboundPage, MessagePage } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, startApi, type RunningApi } from './support/running-api.ts';
import { inboundForm, postInbound } from './support/inbound-form.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

let met = 0;
const newPerson = () => `+55119${String(50_000_000 + (met += 1))}`;

const write = (from: string, body: string, more = {}) => postInbound(api.url, inboundForm(from, body, more));
const bySms = (from: string) => ({ From: from, To: '+551150289877' });

const sentTo = async (to: string) => {
  const answer = await api.call('GET', `/v1/messages?to=${encodeURIComponent(to)}`);
  return MessagePage.parse(answer.body).data;
};

describe('a STOP', () => {
  it('is confirmed once, on the channel and by the sender that it came by', async () => {
    const from = newPerson();
    await write(from, 'Parar');
    await write(from, 'PARAR!');
    expect(await sentTo(from)).toMatchObject([
      { status: 'accepted', channel: 'whatsapp', sender: 'store', category: 'utility' },
    ]);
    expect((await api.call('POST', '/v1/messages', { body: { ...confirmation, to: from } })).status).toBe(422);
  });

  it.each([
    ['one of its own words', 'stop', {}, 0],
    ['a word that it does not know', 'Parar', {}, 1],
    ['what it understood by itself', 'chega', { OptOutType: 'STOP' }, 0],
  ])('by SMS is confirmed unless Twilio does, as for %s', async (_what, body, more, confirmations) => {
    const from = newPerson();
    await write(from, body, { ...bySms(from), ...more });
    expect(await sentTo(from)).toHaveLength(confirmations);
    expect((await api.call('POST', `/v1/messages`, { body: { to: from, channel: 'sms', body: 'Oi' } })).status).toBe(
      422,
    );
  });

  it('and what it did are the same however often Twilio posts it, also after a START', async () => {
    const from = newPerson();
    const forms = ['Parar', 'Voltar'].map((body) => inboundForm(from, body));
    for (const form of forms) await postInbound(api.url, form);
    const before = await sentTo(from);
    expect(before).toHaveLength(2);
    for (const form of [...forms, ...forms.toReversed()])
      expect((await postInbound(api.url, form)).text).toBe('<Response/>');
    expect(await sentTo(from)).toEqual(before);
    const { data } = InboundPage.parse(
      (await api.call('GET', `/v1/messages/inbound?from=${encodeURIComponent(from)}`)).body,
    );
    expect(data.map(({ wish: request }) => request)).toEqual(['start', 'stop']);
    expect((await api.call('POST', '/v1/messages', { body: { ...confirmation, to: from } })).status).toBe(202);
  });
});

describe('the setting opt_out_confirmation', () => {
  const put = (opt_out_confirmation: unknown) => api.call('PUT', '/v1/settings', { body: { opt_out_confirmation } });

  it('holds without having been set', async () => {
    const { body } = await api.call('GET', '/v1/settings');
    expect(body).toMatchObject({ opt_out_confirmation: { enabled: true, texts: {} } });
  });

  it('switches confirmations off and on', async () => {
    const [first, second] = [newPerson(), newPerson()];
    expect(await put({ enabled: false })).toMatchObject({
      status: 200,
      body: { opt_out_confirmation: { enabled: false, texts: {} } },
    });
    await write(first, 'Parar');
    expect(await sentTo(first)).toEqual([]);
    expect(await put(null)).toMatchObject({ body: { opt_out_confirmation: { enabled: true } } });
    await write(second, 'Parar');
    expect(await sentTo(second)).toHaveLength(1);
  });

  it('takes words of one’s own', async () => {
    const words = { texts: { pt: { stop: 'Feito.' }, fr: { stop: 'Fait.', start: 'Fait.' } } };
    expect(await put(words)).toMatchObject({ body: { opt_out_confirmation: { enabled: true, ...words } } });
    expect(await put({ enabled: false })).toMatchObject({
      body: { opt_out_confirmation: { enabled: false, ...words } },
    });
    await put(null);
  });

  it.each([
    [{ texts: { pt_BR: { stop: 'Feito.' } } }, 'opt_out_confirmation.texts.pt_BR'],
    [{ texts: { pt: { stop: ' ' } } }, 'opt_out_confirmation.texts.pt.stop'],
    [{ texts: { pt: { help: 'Feito.' } } }, 'opt_out_confirmation.texts.pt.help'],
    [{ on: true }, 'opt_out_confirmation.on'],
  ])('refuses %j', async (request, field) => {
    expect(await put(request)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});
