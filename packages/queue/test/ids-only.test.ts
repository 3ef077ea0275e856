import { randomUUID } from 'node:crypto';
import { describeWithRedis, redisUrl } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { createQueueConnection, makeProducer } from '../src/index.ts';
import { patient, singleRedis } from './support/on-each-engine.ts';

const read = async (redis: Redis, key: string): Promise<unknown> => {
  const type = await redis.type(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'stream') return redis.xrange(key, '-', '+');
  if (type === 'list') return redis.lrange(key, 0, -1);
  if (type === 'zset') return redis.zrange(key, '0', '-1');
  if (type === 'set') return redis.smembers(key);
  return redis.get(key);
};

describeWithRedis('on Redis', () => {
  const setUp = () => {
    const installation = `test-${randomUUID()}`;
    const redis = new Redis(redisUrl());
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const connection = createQueueConnection({ ...patient, redis: singleRedis(redisUrl()), installation, log });
    onTestFinished(async () => {
      redis.disconnect();
      await connection[Symbol.asyncDispose]();
    });
    return { redis, producer: makeProducer(connection), keys: () => redis.keys(`*${installation}*`) };
  };

  it('keeps the id of a message and nothing that it says', async () => {
    const { redis, producer, keys } = setUp();
    const message = { messageId: randomUUID(), senderId: 'store', to: '+5511987654321', body: 'Your order' };
    await producer.enqueueAll([message, { ...message, messageId: randomUUID(), at: new Date(Date.now() + 60_000) }]);
    const names = await keys();
    const contents = await Promise.all(names.map((name) => read(redis, name)));
    const everything = JSON.stringify([names, contents]);
    expect(everything).toContain(message.messageId);
    expect(everything).not.toContain('5511987654321');
    expect(everything).not.toContain('Your order');
  });

  it('writes nothing for messages that all have a job, and adds the one that has none', async () => {
    const { redis, producer, keys } = setUp();
    const jobs = Array.from({ length: 3 }, () => ({ messageId: randomUUID(), senderId: 'store', segments: 2 }));
    const contents = async () => Promise.all((await keys()).toSorted().map((name) => read(redis, name)));
    await producer.enqueueAll(jobs);
    const before = await contents();
    await producer.enqueueAll(jobs);
    await expect(contents()).resolves.toEqual(before);
    const missing = { messageId: randomUUID(), senderId: 'store' };
    await producer.enqueueAll([...jobs, missing]);
    await expect(producer.counts('store')).resolves.toMatchObject({ waiting: 7 });
  });

  it('keeps all keys of a sender under one hash tag, which no other sender has', async () => {
    const { producer, keys } = setUp();
    await producer.enqueueAll(['store', 'clinic'].map((senderId) => ({ messageId: randomUUID(), senderId })));
    const tags = (await keys()).map((name) => /\{[^:}]*:(?<queue>[^}]*)\}/.exec(name)?.groups?.['queue']);
    expect(new Set(tags)).toEqual(new Set(['send.clinic', 'send.store']));
  });
});
