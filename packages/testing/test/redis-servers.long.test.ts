import { Cluster, Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { patienceMs } from '../src/patience.ts';
import { startRedisCluster } from '../src/redis/cluster.ts';
import { startRedisSentinel } from '../src/redis/sentinel.ts';
import { startRedisServer } from '../src/redis/server.ts';
import { describeWithRedisServer } from '../src/redis/test-database.ts';

describeWithRedisServer('Redis servers of a test’s own', () => {
  it('come back empty after a crash', async () => {
    await using server = await startRedisServer();
    const redis = new Redis(server.url);
    redis.on('error', () => undefined);
    await redis.set('key', 'value');
    await server.kill();
    await server.start();
    expect(await redis.get('key')).toBeNull();
    redis.disconnect();
  });

  it('keep every slot of a cluster through the death of a master', async () => {
    await using cluster = await startRedisCluster();
    const redis = new Cluster([...cluster.nodes]);
    redis.on('error', () => undefined);
    await redis.set('{tag}key', 'value');
    const replicas = new Cluster([...cluster.nodes], { scaleReads: 'slave' });
    await expect.poll(() => replicas.get('{tag}key'), { interval: 100 }).toBe('value');
    replicas.disconnect();
    await cluster.killMasterOf('{tag}key');
    await expect.poll(() => redis.get('{tag}key').catch(String), { interval: 100 }).toBe('value');
    redis.disconnect();
  });

  it('are replaced by their sentinels when the master dies', async () => {
    await using watched = await startRedisSentinel();
    const redis = new Redis({ sentinels: [...watched.sentinels], name: watched.master, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    await redis.set('key', 'value');
    expect(await redis.wait(1, patienceMs)).toBe(1);
    await watched.killMaster();
    await expect.poll(() => redis.set('key', 'other').catch(String), { interval: 100 }).toBe('OK');
    redis.disconnect();
  });
});
