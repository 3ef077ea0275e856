import { Readiness } from '@recado/contract';
import { describeWithRedis, redisUrl, startProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { freePort, makeCuttable } from './support/cuttable.ts';
import { openKeyStore } from './support/key-store.ts';
import { confirmation, environment, makeDatabase, request, startApiOn } from './support/running-api.ts';

type Api = Awaited<ReturnType<typeof startApiOn>>;

const post = (api: Api) => api.call('POST', '/v1/messages', { body: confirmation });
const readiness = async (url: string) => {
  const answer = await request(`${url}/readyz`, 'GET');
  return { status: answer.status, ...Readiness.parse(answer.body).checks };
};
const ready = { status: 200, postgresql: 'ok', migrations: 'ok', queue: 'ok', clock: 'right' };

describe('while PostgreSQL is away', () => {
  it('requests that need it get 503 with Retry-After, and work again when it is back', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(database.url);
    await using api = await startApiOn(way.url);
    expect(await readiness(api.url)).toEqual(ready);

    way.cut();
    const refused = await post(api);
    expect(refused).toMatchObject({ status: 503, body: { type: 'urn:recado:problem:unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await api.call('GET', '/v1/messages')).toMatchObject({ status: 503 });
    expect(await readiness(api.url)).toMatchObject({ status: 503, postgresql: 'down' });
    expect((await request(`${api.url}/healthz`, 'GET')).status).toBe(200);

    way.restore();
    await expect.poll(() => readiness(api.url), { timeout: 15_000 }).toEqual(ready);
    expect(await post(api)).toMatchObject({ status: 202 });
  });

  it('the limit of a key blocks no request: each process counts by itself', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(database.url);
    await using api = await startApiOn(way.url);
    await using keys = openKeyStore(database.url);
    const { key } = await keys.makeKey(['messages:read'], { rateLimit: 2 });
    const ask = async () => (await api.call('GET', '/v1/messages', { key })).status;
    expect(await ask()).toBe(200);
    way.cut();
    // The key itself is cached for three seconds; in the next one it may be looked up again.
    await expect.poll(ask, { timeout: 2500, interval: 10 }).toBe(503);
    expect(await Promise.all([ask(), ask(), ask()])).toContain(429);
  });

  it('a process starts, says that it is not ready, and prepares the record when it is there', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(database.url);
    way.cut();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await using api = startProcess('apps/api/src/main.ts', { ...environment(way.url), PORT: String(port) });
    await api.output.waitForLine(/Waiting for PostgreSQL/);
    expect(await readiness(url)).toMatchObject({ status: 503, postgresql: 'down', migrations: 'pending' });
    expect((await request(`${url}/v1/messages`, 'GET')).status).toBe(503);
    way.restore();
    await api.ready();
    await expect.poll(() => readiness(url), { timeout: 15_000 }).toEqual(ready);
  });
});

describeWithRedis('while Redis is away', () => {
  it('messages are still accepted, and /readyz reports the outage', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(redisUrl());
    await using api = await startApiOn(database.url, { REDIS_URL: way.url });
    expect(await readiness(api.url)).toEqual(ready);
    way.cut();
    const accepted = await post(api);
    expect(accepted).toMatchObject({ status: 202, body: { status: 'accepted' } });
    const { id } = accepted.body as { id: string };
    expect(await api.call('GET', `/v1/messages/${id}`)).toMatchObject({ status: 200, body: { id } });
    await expect.poll(() => readiness(api.url)).toMatchObject({ status: 503, queue: 'down' });
    way.restore();
    await expect.poll(() => readiness(api.url), { timeout: 15_000 }).toEqual(ready);
  });
});
