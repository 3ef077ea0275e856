import { describeWithRedisServer, startRedisServer } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { createQueueConnection } from '../src/index.ts';
import { findRisks } from '../src/redis-client.ts';
import { patient, singleRedis } from './support/on-each-engine.ts';

const safe = ['--maxmemory-policy', 'noeviction', '--appendonly', 'yes'];
const evicting = [...safe, '--maxmemory-policy', 'allkeys-lru'];
const forgetting = ['--appendonly', 'no', '--save', ''];

const forbidConfig = (redis: Redis) => redis.call('ACL', 'SETUSER', 'default', '-config');

const risksWith = async (settings: string[], prepare: (redis: Redis) => Promise<unknown> = async () => undefined) => {
  await using server = await startRedisServer({ settings });
  const redis = new Redis(server.url);
  await prepare(redis);
  const risks = await findRisks(redis);
  redis.disconnect();
  return risks.map(({ setting, value }) => `${setting} ${value}`);
};

describeWithRedisServer('the settings of Redis', () => {
  it.each([
    ['an append-only file', safe],
    ['snapshots', ['--appendonly', 'no', '--save', '3600 1']],
  ])('are well with %s and no eviction', async (_what, settings) => {
    expect(await risksWith(settings)).toEqual([]);
  });

  it('are a risk when Redis may evict, or keeps nothing on disk', async () => {
    expect(await risksWith(evicting)).toEqual(['maxmemory-policy allkeys-lru']);
    expect(await risksWith(forgetting)).toEqual(['appendonly no']);
  });

  it('are read from INFO, as far as possible, when Redis forbids CONFIG', async () => {
    expect(await risksWith(evicting, forbidConfig)).toEqual(['maxmemory-policy allkeys-lru']);
    expect(await risksWith(forgetting, forbidConfig)).toEqual([]);
  });

  it('are warned of at the start, with what to set', async () => {
    await using server = await startRedisServer({ settings: [...evicting, ...forgetting] });
    const warnings: string[] = [];
    const warn = (_fields: object, message: string) => void warnings.push(message);
    const log = { info: () => undefined, warn, error: () => undefined };
    await using connection = createQueueConnection({
      ...patient,
      redis: singleRedis(server.url),
      installation: 'test',
      log,
    });
    await connection.ping();
    await expect
      .poll(() => warnings)
      .toEqual([
        expect.stringContaining('Set maxmemory-policy to noeviction'),
        expect.stringContaining('Set appendonly to yes'),
      ]);
  });
});
