import { randomUUID } from 'node:crypto';
import { Unavailable } from '@recado/messaging';
import { describeWithRedisServer, startRedisServer } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { createQueueConnection, makeProducer } from '../src/index.ts';
import { patient, singleRedis } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describeWithRedisServer('a Redis whose memory is full', () => {
  it('refuses jobs and keeps those that it has, which are taken as soon as maxmemory is raised', async () => {
    await using server = await startRedisServer({ settings: ['--maxmemory', '5mb'] });
    const settings = { ...patient, redis: singleRedis(server.url), installation: 'test', log: quiet };
    await using connection = createQueueConnection(settings);
    const producer = makeProducer(connection);
    const sender = 'store';
    const fill = async () => {
      for (let batch = 0; batch < 100; batch += 1)
        await producer.enqueueAll(Array.from({ length: 500 }, () => ({ messageId: randomUUID(), senderId: sender })));
    };
    await expect(fill()).rejects.toThrow(Unavailable);
    const { waiting } = await producer.counts(sender);
    expect(waiting).toBeGreaterThan(1_000);

    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory', '100mb');
    redis.disconnect();
    const { handle, handled } = recordHandled();
    startConsumer(connection, { sender, handle });
    await expect.poll(() => handled.length).toBe(waiting);
  });
});
