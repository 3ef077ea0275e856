import { Campaign, Message, type Scope } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiWithKeys, type ApiWithKeys } from './support/key-store.ts';
import { bootstrapKey, confirmation } from './support/running-api.ts';

let api: ApiWithKeys;
beforeAll(async () => {
  api = await startApiWithKeys();
});
afterAll(() => api[Symbol.asyncDispose]());

const list = (key: string | undefined) => api.call('GET', '/v1/messages', { key });

describe('an API key', () => {
  it.each([
    ['missing', undefined, 'Bearer realm="recado"'],
    ['no key at all', 'nonsense', 'Bearer realm="recado", error="invalid_token"'],
    ['unknown', newApiKey().key, 'Bearer realm="recado", error="invalid_token"'],
    ['one character off', `${bootstrapKey}x`, 'Bearer realm="recado", error="invalid_token"'],
  ])('that is %s gets 401', async (_what, key, challenge) => {
    const answer = await list(key);
    expect(answer.body).toMatchObject({ type: 'urn:recado:problem:unauthorized', status: 401 });
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
  });

  it.each([
    ['expired', { expiresAt: new Date(Date.now() - 1000) }],
    ['revoked', { revokedAt: new Date() }],
  ])('that is %s gets 401', async (_what, rest) => {
    expect((await list((await api.makeKey(['admin'], rest)).key)).status).toBe(401);
  });

  it('that is revoked while in use stops working within seconds', async () => {
    const { id, key } = await api.makeKey(['messages:read']);
    expect((await list(key)).status).toBe(200);
    await api.store.revokeApiKey(id, new Date());
    await expect.poll(async () => (await list(key)).status, { interval: 200 }).toBe(401);
  });

  it('that is revoked, or expires, reads no stream any longer', async () => {
    const made = await api.call('POST', '/v1/campaigns', { body: { name: 'Natal', template: 'promotion' } });
    const follow = async (key: string) => {
      const path = `/v1/campaigns/${Campaign.parse(made.body).id}/stream`;
      const { body } = await fetch(api.url + path, { headers: { authorization: `Bearer ${key}` } });
      const state = { isOpen: true };
      void body?.pipeTo(new WritableStream()).then(() => (state.isOpen = false));
      return state;
    };
    const expiring = { expiresAt: new Date(Date.now() + 2_000) };
    const { id, key } = await api.makeKey(['messages:read']);
    const [revoked, expired, other] = [
      await follow(key),
      await follow((await api.makeKey(['messages:read'], expiring)).key),
      await follow(bootstrapKey),
    ];
    await api.store.revokeApiKey(id, new Date());
    await expect.poll(() => [revoked.isOpen, expired.isOpen], { interval: 100 }).toEqual([false, false]);
    expect(other.isOpen).toBe(true);
  });

  it('has its last use recorded', async () => {
    const { id, key } = await api.makeKey(['messages:read']);
    await list(key);
    const lastUse = async () => (await api.store.listApiKeys()).find((found) => found.id === id)?.lastUsedAt;
    await expect.poll(lastUse).toBeInstanceOf(Date);
  });
});

describe('a scope', () => {
  it('pii:read shows numbers, which are masked without it', async () => {
    const seen = async (scopes: Scope[]) => {
      const { key } = await api.makeKey(['messages:write', 'messages:read', ...scopes]);
      const sent = Message.parse((await api.call('POST', '/v1/messages', { key, body: confirmation })).body);
      const got = Message.parse((await api.call('GET', `/v1/messages/${sent.id}`, { key })).body);
      const listed = await list(key);
      return [sent.to, got.to, /\+5511987654321/.test(listed.text)];
    };
    expect(await seen([])).toEqual(['+55119****4321', '+55119****4321', false]);
    expect(await seen(['pii:read'])).toEqual(['+5511987654321', '+5511987654321', true]);
  });
});

describe('guessing keys', () => {
  it('gets slower, while a valid key from the same address does not', async () => {
    await Promise.all(Array.from({ length: 12 }, () => list(newApiKey().key)));
    const guess = performance.now();
    const guessed = list(newApiKey().key).then(() => performance.now() - guess);
    const start = performance.now();
    expect((await list(bootstrapKey)).status).toBe(200);
    const valid = performance.now() - start;
    expect(await guessed).toBeGreaterThan(1500);
    expect(valid).toBeLessThan(await guessed);
  });
});
