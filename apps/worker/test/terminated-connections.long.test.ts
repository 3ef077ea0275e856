import { openDatabase, queueEngines, startRedisServer, type RedisServer } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const rounds = 200;

type Database = Awaited<ReturnType<typeof openDatabase>>;

const terminateAll = (owner: Database) =>
  owner.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );

/** Posts a message in each round while all connections are terminated, and returns the ids of those accepted. */
const storm = async (system: System, owner: Database, redis?: RedisServer): Promise<string[]> => {
  const accepted = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const body = { to: '+5511987654321', channel: 'sms', body: `Oi ${round}` };
    const posted = system.call('POST', '/v1/messages', body, { 'idempotency-key': `round-${round}` });
    await sleep(Math.random() * 60);
    await Promise.all([terminateAll(owner), redis?.dropClients()]);
    const answer = await posted;
    expect([202, 503]).toContain(answer.status);
    if (answer.status === 202) accepted.add(answer.body.id);
  }
  return [...accepted];
};

describe.each(queueEngines)('with the queue on %s', (engine) => {
  it('no process ends when its connections are terminated again and again, and every message is sent', async () => {
    await using redis = engine === 'redis' ? await startRedisServer() : undefined;
    await using system = await startSystem(engine, {}, redis && { REDIS_URL: redis.url });
    const worker = await system.startWorker();
    await using owner = await openDatabase(system.env['DATABASE_URL'] ?? '');
    const accepted = await storm(system, owner, redis);
    const again = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
    const post = async () => (await system.call('POST', '/v1/messages', again)).status;
    await expect.poll(post).toBe(202);
    expect(accepted.length).toBeGreaterThan(0);
    const unsent = () =>
      owner
        .query("select id from messages where id = any($1) and status in ('accepted', 'sending')", [accepted])
        .then(({ rows }) => rows);
    await expect.poll(unsent).toEqual([]);
    for (const process of [worker, system.api]) {
      expect(process.output.text()).not.toMatch(/Unhandled|Uncaught/);
      process.send('SIGTERM');
      expect(await process.ended).toEqual({ code: 0, signal: null });
    }
  });
});
