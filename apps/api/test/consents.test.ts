import { Consent, ConsentProof } from '@recado/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { confirmation, startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const to = '+5511987654321';
const said = {
  to,
  channel: 'whatsapp',
  granted: true,
  occurred_at: '2026-01-15T10:30:00-03:00',
  source: 'checkout',
  words: 'Quero receber ofertas por WhatsApp',
};

const record = (change: object = {}) => api.call('POST', '/v1/consents', { body: { ...said, ...change } });

it('allows marketing to a person with consent, and proves the consent in one call', async () => {
  const promote = () => api.call('POST', '/v1/messages', { body: { ...confirmation, category: 'marketing' } });
  expect((await promote()).body).toMatchObject({ errors: [{ field: 'to', reason: 'no_consent' }] });
  const answer = await record();
  expect(answer.status).toBe(201);
  const consent = Consent.parse(answer.body);
  expect(consent).toMatchObject({
    channel: 'whatsapp',
    granted: true,
    occurred_at: '2026-01-15T13:30:00.000Z',
    words: said.words,
  });
  expect((await promote()).status).toBe(202);
  const proof = ConsentProof.parse((await api.call('GET', `/v1/contacts/${encodeURIComponent(to)}/consents`)).body);
  expect(proof).toEqual({ phone: to, intact: true, consents: [{ ...consent, intact: true }] });
});

it.each([
  ['in the future', { occurred_at: '2126-01-01T00:00:00Z' }, 'occurred_at', 'in_future'],
  ['of another age', { occurred_at: '0000-01-01T00:00:00Z' }, 'occurred_at', 'too_long_ago'],
  ['that does not say yes or no', { granted: undefined }, 'granted', 'required'],
  ['without a time', { occurred_at: undefined }, 'occurred_at', 'required'],
  ['without words', { words: undefined }, 'words', 'required'],
  ['of blank words', { words: '  ' }, 'words', 'empty'],
  ['without a source', { source: undefined }, 'source', 'required'],
  ['of blank source', { source: '' }, 'source', 'empty'],
  ['of no number', { to: 'Maria' }, 'to', 'invalid_number'],
])('refuses a consent %s', async (_what, change, field, reason) => {
  const answer = await record(change);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ field, reason }] });
});
