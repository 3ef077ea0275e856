import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { describeWithRedis, redisUrl, takeRedisDatabase, testPrefix } from '../src/redis/test-database.ts';

describeWithRedis('the Redis of the run', () => {
  it('keeps nothing on disk and evicts nothing', async () => {
    const redis = new Redis(redisUrl());
    try {
      expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
      expect(await redis.config('GET', 'save')).toEqual(['save', '']);
    } finally {
      redis.disconnect();
    }
  });

  it('is shared under prefixes that differ', () => {
    expect(testPrefix()).not.toBe(testPrefix());
  });

  it('has a database for each system, which sees nothing of the others', async () => {
    const [one, other] = await Promise.all([takeRedisDatabase(), takeRedisDatabase()]);
    const [writer, reader] = [new Redis(one), new Redis(other)];
    try {
      await writer.set('seen', 'yes');
      expect(await reader.get('seen')).toBeNull();
    } finally {
      for (const redis of [writer, reader]) redis.disconnect();
    }
  });
});
