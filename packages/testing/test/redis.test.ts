import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { describeWithRedis, redisUrl, testPrefix } from '../src/redis.ts';

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
});
