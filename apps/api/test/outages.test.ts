import { Readiness } from '@recado/contract';
import { describeWithRedis, openDatabase, redisUrl, startProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { freePort, makeCuttable } from './support/cuttable.ts';
import { openKeyStore } from './support/key-store.ts';
import { confirmation, environment, makeDatabase, request, serveApiOn, startApiOn } from './support/running-api.ts';

type Api = Pick<Awaited<ReturnType<typeof serveApiOn>>, 'call'>;

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
    await using api = await serveApiOn(way.url);
    expect(await readiness(api.url)).toEqual(ready);

    way.cut();
    const refused = await post(api);
    expect(refused).toMatchObject({ status: 503, body: { type: 'urn:recado:problem:unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await api.call('GET', '/v1/messages')).toMatchObject({ status: 503 });
    expect(await readiness(api.url)).toMatchObject({ status: 503, postgresql: 'down' });
    expect((await request(`${api.url}/healthz`, 'GET')).status).toBe(200);

    way.restore();
    await expect.poll(() => readiness(api.url)).toEqual(ready);
    expect(await post(api)).toMatchObject({ status: 202 });
  });

  it('the limit of a key blocks no request: each process counts by itself', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(database.url);
    await using api = await serveApiOn(way.url);
    await using keys = openKeyStore(database.url);
    const { key } = await keys.makeKey(['messages:read'], { rateLimit: 2 });
    const ask = async () => (await api.call('GET', '/v1/messages', { key })).status;
    expect(await ask()).toBe(200);
    way.cut();
    // The key itself is cached for three seconds; in the next one it may be looked up again.
    await expect.poll(ask, { interval: 10 }).toBe(503);
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
    await expect.poll(() => readiness(url)).toEqual(ready);
  });
});

describeWithRedis('while Redis is away', () => {
  it('messages are still accepted, and /readyz reports the outage', async () => {
    await using database = await makeDatabase();
    await using way = await makeCuttable(redisUrl());
    await using api = await serveApiOn(database.url, { REDIS_URL: way.url });
    expect(await readiness(api.url)).toEqual(ready);
    way.cut();
    const accepted = await post(api);
    expect(accepted).toMatchObject({ status: 202, body: { status: 'accepted' } });
    const { id } = accepted.body as { id: string };
    expect(await api.call('GET', `/v1/messages/${id}`)).toMatchObject({ status: 200, body: { id } });
    await expect.poll(() => readiness(api.url)).toMatchObject({ status: 200, queue: 'down' });
    way.restore();
    await expect.poll(() => readiness(api.url)).toEqual(ready);
  });
});

describe('when PostgreSQL takes no writes', () => {
  it('a full disk is 503 with Retry-After, the API is not ready for a while, and nothing is lost', async () => {
    await using database = await makeDatabase();
    await using owner = await openDatabase(database.url);
    await using api = await serveApiOn(database.url);
    const { body } = await post(api);
    await owner.query(`
      create function disk_full() returns trigger language plpgsql
        as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
      create trigger disk_full before insert on messages execute function disk_full()`);
    const refused = await post(api);
    expect(refused).toMatchObject({ status: 503, body: { detail: 'postgresql takes no writes' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await request(`${api.url}/readyz`, 'GET')).body).toMatchObject({
      status: 'unavailable',
      reason: 'PostgreSQL takes no writes',
    });
    const { id } = body as { id: string };
    expect(await api.call('GET', `/v1/messages/${id}`)).toMatchObject({ status: 200, body: { id } });
    await owner.query('drop trigger disk_full on messages');
    expect(await post(api)).toMatchObject({ status: 202 });
    await expect.poll(() => readiness(api.url)).toEqual(ready);
  });

  it('a read-only database is not ready', async () => {
    await using database = await makeDatabase();
    await using owner = await openDatabase(database.url);
    await using api = await serveApiOn(database.url);
    const name = new URL(database.url).pathname.slice(1);
    await owner.query(`alter database ${name} set default_transaction_read_only = on`);
    await owner.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await expect.poll(() => readiness(api.url)).toMatchObject({ status: 503, postgresql: 'down' });
    expect((await post(api)).status).toBe(503);
  });
});

describe('on SIGTERM', () => {
  it('the API says that it is not ready, answers on for SHUTDOWN_DELAY_MS, and closes each connection', async () => {
    await using database = await makeDatabase();
    await using api = await startApiOn(database.url, { SHUTDOWN_DELAY_MS: '2000' });
    const ended = api.process.kill();
    await expect.poll(() => readiness(api.url)).toMatchObject({ status: 503 });
    const answer = await post(api);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('connection')).toBe('close');
    expect(await ended).toEqual({ code: 0, signal: null });
  });
});
