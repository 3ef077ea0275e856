import { describeWithRedis, redisUrl, skipsPgbouncer, startPgbouncer, startProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { environment, makeDatabase, request, startApiOn } from './support/running-api.ts';

const body = (text: string) => ({ to: '+5511987654321', channel: 'sms', body: text });

describe.skipIf(skipsPgbouncer)('through PgBouncer in transaction mode', () => {
  describeWithRedis('with the queue on Redis', () => {
    it('every message is accepted, and statements have their settings', async () => {
      await using database = await makeDatabase();
      await using pooler = await startPgbouncer(database.url, 'transaction');
      await using api = await startApiOn(pooler.url, { MIGRATE_DATABASE_URL: database.url, REDIS_URL: redisUrl() });
      const posts = Array.from({ length: 60 }, (_, index) =>
        api.call('POST', '/v1/messages', { body: body(`Oi ${index}`) }),
      );
      const answers = await Promise.all(posts);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
      const [{ id } = { id: '' }] = answers.map((answer) => answer.body as { id: string });
      expect(await api.call('GET', `/v1/messages/${id}`)).toMatchObject({ status: 200, body: { id } });
      expect((await request(`${api.url}/readyz`, 'GET')).status).toBe(200);
    });
  });

  it('the start ends with one line that says what to set when the pool cannot be used', async () => {
    await using database = await makeDatabase();
    await using pooler = await startPgbouncer(database.url, 'transaction');
    await using api = startProcess('apps/api/src/main.ts', environment(pooler.url));
    expect(await api.ended).toMatchObject({ code: 1 });
    const lines = api.output
      .text()
      .split('\n')
      .filter((line) => line && !line.startsWith('{'));
    expect(lines).toEqual([
      'DATABASE_URL: expected a connection of its own, got a pool in transaction mode. Set MIGRATE_DATABASE_URL to a direct connection and REDIS_URL to a Redis, or set pool_mode = session in the pooler.',
    ]);
  });
});

describe.skipIf(skipsPgbouncer)('through PgBouncer in session mode', () => {
  it('the API works without further settings, also with the queue in PostgreSQL', async () => {
    await using database = await makeDatabase();
    await using pooler = await startPgbouncer(database.url, 'session');
    await using api = await startApiOn(pooler.url);
    const posts = Array.from({ length: 60 }, (_, index) =>
      api.call('POST', '/v1/messages', { body: body(`Oi ${index}`) }),
    );
    expect((await Promise.all(posts)).every(({ status }) => status === 202)).toBe(true);
    const ready = await request(`${api.url}/readyz`, 'GET');
    expect(ready).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('a pool that is too small gets 503 with Retry-After, ends no process, and has no stack in the log', async () => {
    await using database = await makeDatabase();
    const small = { default_pool_size: 5, query_wait_timeout: 1 };
    await using pooler = await startPgbouncer(database.url, 'session', small);
    await using api = await startApiOn(pooler.url);
    const post = (index: number) => api.call('POST', '/v1/messages', { body: body(`Oi ${index}`) });
    const gets = Array.from({ length: 100 }, () => api.call('GET', '/v1/messages'));
    const answers = await Promise.all([...Array.from({ length: 100 }, (_, index) => post(index)), ...gets]);
    const refused = answers.filter(({ status }) => status >= 300);
    expect(refused.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      refused.map(() => [503, '5']),
    );
    await expect.poll(async () => (await post(1_000)).status).toBe(202);
    // A queue in the same PostgreSQL may answer late, too. Its warning has the stack.
    const lines = api.process.output
      .text()
      .split('\n')
      .filter((line) => !line.includes('"store":"queue"'));
    expect(lines.filter((line) => line.includes('"stack"'))).toEqual([]);
  });

  describeWithRedis('with the queue on Redis', () => {
    it('the API works without further settings', async () => {
      await using database = await makeDatabase();
      await using pooler = await startPgbouncer(database.url, 'session');
      await using api = await startApiOn(pooler.url, { REDIS_URL: redisUrl() });
      const posts = Array.from({ length: 60 }, (_, index) =>
        api.call('POST', '/v1/messages', { body: body(`Oi ${index}`) }),
      );
      expect((await Promise.all(posts)).every(({ status }) => status === 202)).toBe(true);
    });
  });
});
