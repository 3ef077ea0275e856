import { randomUUID } from 'node:crypto';
import type { Enqueueing } from '@recado/messaging';
import { describeWithRedis, redisUrl } from '@recado/testing';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyPrefixOf, queueNameOf, toJobs } from '../src/engine.ts';
import { createRedisEngine } from '../src/redis-engine.ts';
import { singleRedis } from './support/on-each-engine.ts';

const sender = 'store';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describeWithRedis('jobs that are added together', () => {
  const opened = new AsyncDisposableStack();
  let redis: Redis;
  beforeAll(() => {
    redis = opened.adopt(new Redis(redisUrl()), (client) => client.disconnect());
  });
  afterAll(() => opened.disposeAsync());

  const contentOf = async (key: string): Promise<unknown> => {
    const type = await redis.type(key);
    if (type === 'hash') return { ...(await redis.hgetall(key)), timestamp: undefined };
    if (type === 'list') return redis.lrange(key, 0, -1);
    // BullMQ orders some of them by the millisecond in which each was added.
    if (type === 'zset') return new Set(await redis.zrange(key, '0', '-1'));
    return redis.get(key);
  };

  /** The content of each key of the queue. Nothing reads its events. */
  const contentsOf = async (installation: string): Promise<Record<string, unknown>> => {
    const prefix = `${keyPrefixOf(installation, sender)}:${queueNameOf(sender)}:`;
    const keys = (await redis.keys(`${prefix}*`)).filter((key) => !key.endsWith(':events'));
    const contents = keys.map(async (key) => [key.slice(prefix.length), await contentOf(key)] as const);
    return Object.fromEntries(await Promise.all(contents));
  };

  it.each<[string, Partial<Enqueueing>, number]>([
    ['transactional', {}, 3],
    ['of a campaign', { lane: 'campaign' }, 3],
    ['for later', { at: new Date(Date.now() + 3_600_000) }, 3],
    ['of several segments', { segments: 3 }, 2],
    [
      'of several segments and a campaign, for later',
      { segments: 2, lane: 'campaign', at: new Date(Date.now() + 3_600_000) },
      2,
    ],
    ['more than one script takes', {}, 250],
  ])('are the same as those that BullMQ adds one by one: %s', async (_, more, count) => {
    const ours = `test-${randomUUID()}`;
    const theirs = `test-${randomUUID()}`;
    const messages = Array.from({ length: count }, () => ({ messageId: randomUUID(), senderId: sender, ...more }));
    const jobs = messages.flatMap((message) => toJobs(message, Date.now()));
    const target = singleRedis(redisUrl());
    const engine = opened.use(
      createRedisEngine({ target, installation: ours, answerTimeoutMs: 30_000, log: quiet, warn: quiet.warn }),
    );
    await engine.ready();
    const queue = opened.adopt(engine.openQueue(sender, 'hasty'), (open) => open.close());
    const plain = opened.adopt(
      new Queue(queueNameOf(sender), { connection: redis, prefix: keyPrefixOf(theirs, sender) }),
      (open) => open.close(),
    );
    for (let times = 0; times < 2; times += 1) {
      await queue.addBulk(jobs);
      for (const { name, data, opts } of jobs) await plain.add(name, data, opts);
    }
    const { meta: _ourMeta, ...added } = await contentsOf(ours);
    const { meta: _theirMeta, ...expected } = await contentsOf(theirs);
    expect(added).toEqual(expected);
    expect(Object.keys(added).length).toBeGreaterThan(jobs.length);
  });
});
