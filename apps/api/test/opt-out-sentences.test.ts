import { AuditPage, Contact, InboundPage, MessagePage } from '@recado/contract';
import { maskNumber } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inboundForm } from './support/inbound-form.ts';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { confirmation } from './support/running-api.ts';
import { postForm, type Fields } from './support/signed-form.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

let met = 0;
const person = () => `+55119${String(71_000_000 + (met += 1))}`;

const receive = (form: Fields) => postForm(api.url, '/webhooks/twilio/inbound', form);

const listed = async (query: Record<string, string>) =>
  InboundPage.parse((await api.call('GET', `/v1/messages/inbound?${new URLSearchParams(query).toString()}`)).body);

const send = (to: string, more: object = {}) =>
  api.call('POST', '/v1/messages', { body: { ...confirmation, to, ...more } });

const change = (phone: string, verb: string, body?: object) =>
  api.call('POST', `/v1/contacts/${encodeURIComponent(phone)}/${verb}`, body ? { body } : {});

/** The person asked for messages again. */
const vouched = { source: 'call', evidence: 'ticket 12' };

describe('a request in a sentence', () => {
  const agree = async (to: string) => {
    const consent = {
      to,
      channel: 'whatsapp',
      granted: true,
      source: 'form',
      words: 'Sim',
      occurred_at: '2026-01-01T00:00:00Z',
    };
    expect((await api.call('POST', '/v1/consents', { body: consent })).status).toBeLessThan(300);
  };
  const market = async (to: string) => (await send(to, { category: 'marketing' })).body;
  const refusedFor = (reason: string) => ({ status: 422, errors: [{ field: 'to', reason }] });
  const undecided = async () => (await listed({ undecided: 'true', limit: '200' })).data.map(({ from }) => from);
  const optOutsOf = async (to: string) =>
    Contact.parse((await api.call('GET', `/v1/contacts/${to}`)).body).opt_outs.map(({ purpose }) => purpose);

  it.each([
    ['in the text', 'Não quero mais receber mensagens', {}],
    ["on a button of Meta's", 'Parar promoções', { ButtonText: 'Parar promoções', ButtonPayload: '0' }],
  ])(
    'that is clear, %s, opts out of marketing only and is confirmed as such, until START',
    async (_where, body, more) => {
      const from = person();
      await agree(from);
      await receive(inboundForm(from, body, more));
      expect((await listed({ from })).data).toMatchObject([{ opt_out_request: 'clear' }]);
      expect(await market(from)).toMatchObject(refusedFor('opted_out'));
      const sent = MessagePage.parse((await api.call('GET', `/v1/messages?to=${encodeURIComponent(from)}`)).body).data;
      expect(sent).toHaveLength(1);
      const claimed = await api.store.claim(sent[0]?.id ?? '', { at: new Date(Date.now() + 5_000), leaseMs: 90_000 });
      expect(claimed).toMatchObject({ message: { content: { body: expect.stringContaining('ofertas') } } });
      expect((await send(from)).status).toBe(202);
      expect(await undecided()).not.toContain(from);
      await receive(inboundForm(from, 'Voltar'));
      expect(await market(from)).toMatchObject({ status: 'accepted' });
    },
  );

  it.each([
    ['an opt-in', (to: string) => change(to, 'opt-in', vouched), []],
    ['an opt-in to marketing', (to: string) => change(to, 'opt-in', { purpose: 'marketing', ...vouched }), []],
    ['an opt-out', (to: string) => change(to, 'opt-out', { channel: 'whatsapp' }), ['all']],
    ['START', (to: string) => receive(inboundForm(to, 'START')), []],
    ['STOP', (to: string) => receive(inboundForm(to, 'STOP')), ['all']],
    ['a clear request', (to: string) => receive(inboundForm(to, 'parem de me mandar mensagem')), ['marketing']],
  ])('that is unclear holds marketing and is listed, until %s', async (_decision, decide, left) => {
    const from = person();
    await agree(from);
    await receive(inboundForm(from, 'Quero cancelar'));
    expect((await listed({ from })).data).toMatchObject([{ opt_out_request: 'unclear' }]);
    expect(await undecided()).toContain(from);
    expect(await optOutsOf(from)).toEqual(['unclear']);
    expect(await market(from)).toMatchObject(refusedFor('opt_out_unclear'));
    expect((await send(from)).status).toBe(202);
    await decide(from);
    expect(await undecided()).not.toContain(from);
    expect(await optOutsOf(from)).toEqual(left);
    expect(await market(from)).toMatchObject(left.length ? refusedFor('opted_out') : { status: 'accepted' });
  });

  it('that is unclear is in the audit log if it holds marketing, and once', async () => {
    const from = person();
    const entries = async () => {
      const page = (await api.call('GET', '/v1/audit?action=contact.marketing_held&limit=200')).body;
      return AuditPage.parse(page).data.filter(({ object }) => object === `contacts/${maskNumber(from)}`);
    };
    await receive(inboundForm(from, 'Quero cancelar'));
    await receive(inboundForm(from, 'Quero cancelar'));
    const detail = { channels: ['whatsapp'], purpose: 'marketing', source: 'reply' };
    expect(await entries()).toMatchObject([{ actor: { name: 'system' }, detail }]);
  });

  it('that is unclear holds nothing of a person who opted out before, and asks nobody', async () => {
    const from = person();
    await receive(inboundForm(from, 'STOP'));
    await receive(inboundForm(from, 'Quero cancelar'));
    expect(await optOutsOf(from)).toEqual(['all']);
    expect(await undecided()).not.toContain(from);
  });

  it('about something else holds nothing', async () => {
    const from = person();
    await agree(from);
    await receive(inboundForm(from, 'Quero cancelar meu pedido'));
    expect((await listed({ from })).data[0]).not.toHaveProperty('opt_out_request');
    expect(await market(from)).toMatchObject({ status: 'accepted' });
  });
});
