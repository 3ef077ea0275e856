import { randomUUID } from 'node:crypto';
import type { JobAction } from '@recado/messaging';
import { describeWithRedisServer, startRedisServer } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { createQueueConnection, makeProducer } from '../src/index.ts';
import { onEachEngine, patient, singleRedis } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

const hour = 3_600_000;
const nothing = { waiting: 0, delayed: 0, active: 0 };

onEachEngine(({ connect, place, newSender }) => {
  it('a message gets a job within the hour before it is due, by the clock of the database', async () => {
    const [sender, databaseAhead] = [newSender(), 2 * hour];
    const clock = () => new Date(Date.now() + databaseAhead);
    const producer = makeProducer(connect({ ...place(), clock }));
    const jobAfter = (ms: number) => ({
      messageId: randomUUID(),
      senderId: sender,
      at: new Date(Date.now() + databaseAhead + ms),
    });
    await producer.enqueue(jobAfter(hour + 120_000));
    producer.enqueueSoon(jobAfter(24 * hour));
    await producer.enqueueAll([jobAfter(hour + 120_000), jobAfter(300 * 24 * hour)]);
    await producer.settled();
    await expect(producer.counts(sender)).resolves.toEqual(nothing);
    await producer.enqueueAll([jobAfter(hour), jobAfter(hour + 120_000)]);
    await expect(producer.counts(sender)).resolves.toEqual({ ...nothing, delayed: 1 });
  });

  it('a message that is postponed for longer loses its job, and takes a new one later', async () => {
    const sender = newSender();
    const connection = connect({ ...place(), horizonMs: 1_000 });
    const producer = makeProducer(connection);
    const { handle, handled } = recordHandled();
    const job = { messageId: randomUUID(), senderId: sender, segments: 3 };
    const postpone = async (id: string): Promise<JobAction> => {
      await handle(id);
      return handled.length === 1 ? { kind: 'again', at: new Date(Date.now() + 60_000) } : { kind: 'done' };
    };
    startConsumer(connection, { sender, handle: postpone });
    await producer.enqueue(job);
    await expect.poll(() => handled).toHaveLength(1);
    await expect.poll(() => producer.counts(sender)).toEqual(nothing);
    await producer.enqueueAll([{ ...job, at: new Date(Date.now() + 500) }]);
    await expect.poll(() => handled).toHaveLength(2);
    await expect.poll(() => producer.counts(sender)).toEqual(nothing);
  });
});

describeWithRedisServer('with messages that are due on other days', () => {
  it('a Redis of 5 MB does not fill, and orders go on', async () => {
    await using server = await startRedisServer({ settings: ['--maxmemory', '5mb'] });
    await using connection = createQueueConnection({
      ...patient,
      redis: singleRedis(server.url),
      installation: 'test',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const producer = makeProducer(connection);
    const sender = 'store';
    const { handle, ids } = recordHandled();
    startConsumer(connection, { sender, handle });
    const redis = new Redis(server.url);
    const memory = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
    const orders: string[] = [];
    const before = await memory();
    for (let batch = 0; batch < 20; batch += 1) {
      const at = new Date(Date.now() + (batch + 2) * hour);
      const scheduled = Array.from({ length: 1_000 }, () => ({ messageId: randomUUID(), senderId: sender, at }));
      const order = randomUUID();
      orders.push(order);
      await producer.enqueueAll([...scheduled, { messageId: order, senderId: sender }]);
    }
    await expect.poll(() => ids().toSorted()).toEqual(orders.toSorted());
    expect((await memory()) - before).toBeLessThan(1_000_000);
    redis.disconnect();
  });
});
