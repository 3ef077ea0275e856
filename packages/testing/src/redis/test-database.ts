import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { isCI } from 'std-env';
import { describe } from 'vitest';
import { redisDatabases } from '../containers.ts';
import { inject } from '../provided.ts';
import { redisProgram } from './server.ts';

/** Returns true if this run has a Redis. */
export const hasRedis = (): boolean => inject('redisUrl') !== null;

/** Returns the URL of this run's Redis. All suites share it, so use `testPrefix()` or `takeRedisDatabase()`. */
export const redisUrl = (): string => {
  const url = inject('redisUrl');
  if (url === null)
    throw new Error('These tests need Redis. Put redis-server or valkey-server on PATH, or start a container engine.');
  return url;
};

/**
 * Reserves a Redis database that no other suite uses, for processes that cannot have a prefix. Two systems with senders of
 * the same name would take each other's jobs.
 */
export const takeRedisDatabase = async (): Promise<string> => {
  const url = new URL(redisUrl());
  const redis = new Redis(url.href);
  const taken = await redis.incr('recado-test:databases-taken').finally(() => redis.disconnect());
  url.pathname = String(1 + (taken % (redisDatabases - 1)));
  return url.href;
};

/** Returns a unique prefix for BullMQ's keys. The braces keep the keys in one slot of a cluster. */
export const testPrefix = (): string => `{test-${randomUUID()}}`;

/** Skips the suite on a user's machine without Redis. In CI it runs, and `redisUrl()` makes it fail. */
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- it takes a condition and returns a `describe`
export const describeWithRedis = describe.skipIf(!hasRedis() && !isCI);

/** Skips suites that start Redis servers of their own if this machine has no Redis program. */
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- it takes a condition and returns a `describe`
export const describeWithRedisServer = describe.skipIf(redisProgram() === undefined && !isCI);

export type QueueEngine = 'redis' | 'postgresql';

/** Holds the queue engines to test. A user's machine without Redis tests only PostgreSQL. */
export const queueEngines: QueueEngine[] = hasRedis() || isCI ? ['redis', 'postgresql'] : ['postgresql'];
