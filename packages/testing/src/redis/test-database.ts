import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { isCI } from 'std-env';
import { describe } from 'vitest';
import { redisDatabases } from '../containers.ts';
import { inject } from '../provided.ts';
import { redisProgram } from './server.ts';

/** Whether this run has a Redis. */
export const hasRedis = (): boolean => inject('redisUrl') !== null;

/** The Redis of this run, shared by all suites: keep keys apart by `testPrefix()` or `takeRedisDatabase()`. */
export const redisUrl = (): string => {
  const url = inject('redisUrl');
  if (url === null)
    throw new Error('These tests need Redis: put redis-server or valkey-server on PATH, or start a container engine.');
  return url;
};

/**
 * A database of the run's Redis that no other suite uses, for processes that cannot be given a prefix: two systems with
 * senders of the same name would take each other's jobs.
 */
export const takeRedisDatabase = async (): Promise<string> => {
  const url = new URL(redisUrl());
  const redis = new Redis(url.href);
  const taken = await redis.incr('recado-test:databases-taken').finally(() => redis.disconnect());
  url.pathname = String(1 + (taken % (redisDatabases - 1)));
  return url.href;
};

/** A prefix that no other suite has, for BullMQ's keys. The braces keep them in one slot of a cluster. */
export const testPrefix = (): string => `{test-${randomUUID()}}`;

/** `describe`. Without a Redis the suite is skipped on a user's machine; in CI it runs, and `redisUrl()` fails it. */
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- it takes a condition, and gives a `describe`
export const describeWithRedis = describe.skipIf(!hasRedis() && !isCI);

/** `describe` for what starts Redis servers of its own, and so needs a program and not just an address. */
// oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- it takes a condition, and gives a `describe`
export const describeWithRedisServer = describe.skipIf(redisProgram() === undefined && !isCI);

export type QueueEngine = 'redis' | 'postgresql';

/** The queue engines to test: on a user's machine without a Redis only the one that is in PostgreSQL. */
export const queueEngines: QueueEngine[] = hasRedis() || isCI ? ['redis', 'postgresql'] : ['postgresql'];
