import { createHmac, hkdfSync } from 'node:crypto';
import { Message, MessagePage } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { parseEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { canonicalJson } from '../src/http/parse.ts';
import { confirmation, environment, startApi, startApiOn, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
let second: Awaited<ReturnType<typeof startApiOn>>;
beforeAll(async () => {
  api = await startApi();
  second = await startApiOn(api.databaseUrl);
});
afterAll(async () => {
  await second[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const post = (to: Pick<RunningApi, 'call'>, idempotencyKey: string, body: object | string, key?: string) =>
  to.call('POST', '/v1/messages', { body, headers: { 'idempotency-key': idempotencyKey }, ...(key && { key }) });

const countOf = async (reference: string) =>
  MessagePage.parse((await api.call('GET', `/v1/messages?reference=${reference}&limit=200`)).body).data.length;

it('makes one message of one key, sent at the same time to two processes', async () => {
  const body = { ...confirmation, reference: 'race' };
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => post(n % 2 ? api : second, 'race', body)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 202));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
  expect(await countOf('race')).toBe(1);
});

it('returns the first response again, with any later status of the message', async () => {
  const body = { ...confirmation, reference: 'again', send_at: new Date(Date.now() + 3_600_000).toISOString() };
  const first = await post(api, 'again', body);
  const { id } = Message.parse(first.body);
  await api.call('POST', `/v1/messages/${id}/cancel`);
  const repeated = await post(second, 'again', body);
  expect(repeated.body).toEqual(first.body);
  expect(repeated.headers.get('idempotent-replayed')).toBe('true');
  expect(repeated.headers.get('location')).toBe(`/v1/messages/${id}`);
});

it('does not mind the order of the fields', async () => {
  const first = await post(api, 'order', '{"to":"+5511987654321","channel":"sms","body":"Oi"}');
  const repeated = await post(api, 'order', '{ "body":"Oi", "channel":"sms", "to":"+5511987654321" }');
  expect(repeated.body).toEqual(first.body);
});

it('refuses a key that came before with another body', async () => {
  await post(api, 'reused', confirmation);
  const answer = await post(second, 'reused', { ...confirmation, reference: 'other' });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ type: 'urn:recado:problem:idempotency-key-reused' });
});

it('does not spend a key on a request that was refused', async () => {
  expect((await post(api, 'corrected', { ...confirmation, to: '123' })).status).toBe(422);
  expect((await post(api, 'corrected', confirmation)).status).toBe(202);
});

it('keeps the keys of two callers apart', async () => {
  const { databaseUrl, encryptionKeys, indexKey } = parseEnv(Config, environment(api.databaseUrl));
  await using store = createStore({ databaseUrl, encryptionKeys, indexKey });
  const { key, hash, hint } = newApiKey();
  const scopes = ['messages:write' as const];
  await store.insertApiKey({ id: crypto.randomUUID(), name: 'other', hash, hint, scopes, createdAt: new Date() });
  const body = { ...confirmation, reference: 'apart' };
  await Promise.all([post(api, 'apart', body), post(api, 'apart', body, key)]);
  expect(await countOf('apart')).toBe(2);
});

it('stores no hash of a request that gives away its number to anyone who tries all of them', async () => {
  const body = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
  expect((await post(api, 'hashed', body)).status).toBe(202);
  const text = `POST /v1/messages\n${canonicalJson(body)}`;
  await using database = await openDatabase(api.databaseUrl);
  const { rows } = await database.query(`select request_hash from idempotency_keys where key = 'hashed'`);
  const { indexKey } = parseEnv(Config, environment(api.databaseUrl));
  const requestKey = Buffer.from(hkdfSync('sha256', indexKey, '', 'recado idempotency', 32));
  expect(rows).toEqual([{ request_hash: createHmac('sha256', requestKey).update(text).digest() }]);
});
