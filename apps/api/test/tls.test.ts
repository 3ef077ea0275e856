import { createStore } from '@recado/store';
import {
  hasOpenssl,
  hasRedis,
  makeCertificate,
  startPostgresServer,
  startRedisServer,
  type Certificate,
} from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, startApiOn } from './support/running-api.ts';

const sealing = { encryptionKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) };

describe.skipIf(!hasOpenssl)('TLS, with a certificate of an authority of our own', () => {
  const stack = new AsyncDisposableStack();
  let certificate: Certificate;
  let databaseUrl: string;
  let verifying: string;
  beforeAll(async () => {
    certificate = stack.use(await makeCertificate());
    databaseUrl = stack.use(await startPostgresServer({ settings: ['fsync=off'], certificate })).url;
    verifying = `${databaseUrl}?sslmode=verify-full&sslrootcert=${certificate.certFile}`;
  });
  afterAll(() => stack.disposeAsync());

  it('reaches PostgreSQL for the record and the queue by sslmode and sslrootcert', async () => {
    await using api = await startApiOn(verifying);
    expect(await api.call('POST', '/v1/messages', { body: confirmation })).toMatchObject({ status: 202 });
    expect(await api.call('GET', '/readyz')).toMatchObject({ status: 200 });
  });

  it.each([
    ['in plain', '', { cause: { code: '28000' } }],
    ['whose authority it does not know', '?sslmode=verify-full', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ])('does not talk to a PostgreSQL %s', async (_what, query, refusal) => {
    await using store = createStore({ databaseUrl: databaseUrl + query, ...sealing });
    await expect(store.ping()).rejects.toMatchObject(refusal);
  });

  describe.skipIf(!hasRedis())('to a Redis that speaks nothing else', () => {
    it('queues by rediss:// and NODE_EXTRA_CA_CERTS, and without the authority not at all', async () => {
      await using redis = await startRedisServer({ certificate });
      const env = { REDIS_URL: redis.url };
      await using api = await startApiOn(verifying, { ...env, NODE_EXTRA_CA_CERTS: certificate.certFile });
      expect(await api.call('POST', '/v1/messages', { body: confirmation })).toMatchObject({ status: 202 });
      expect(await api.call('GET', '/readyz')).toMatchObject({ status: 200 });
      await using stranger = await startApiOn(verifying, env);
      expect(await stranger.call('GET', '/readyz')).toMatchObject({
        status: 200,
        body: { status: 'degraded' },
      });
    });
  });
});
