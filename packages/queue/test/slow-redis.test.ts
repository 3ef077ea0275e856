import { randomUUID } from 'node:crypto';
import { Unavailable } from '@recado/messaging';
import { describeWithRedisServer, startRedisServer } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { createQueueConnection, makeProducer } from '../src/index.ts';
import { singleRedis } from './support/on-each-engine.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describeWithRedisServer('a Redis that does not answer just when a queue is opened', () => {
  it('is used as soon as it answers', async () => {
    await using server = await startRedisServer();
    await using connection = createQueueConnection({ redis: singleRedis(server.url), installation: 'test', log });
    const producer = makeProducer(connection);
    await connection.ping();
    const redis = new Redis(server.url);
    await redis.call('CLIENT', 'PAUSE', '2000', 'ALL');
    redis.disconnect();
    const enqueue = () => producer.enqueueAll([{ messageId: randomUUID(), senderId: 'store' }]);
    await expect(enqueue()).rejects.toBeInstanceOf(Unavailable);
    await expect.poll(() => enqueue().then(() => 'queued', String)).toBe('queued');
  });
});
