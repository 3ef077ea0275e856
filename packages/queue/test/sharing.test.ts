import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { JobAction } from '@recado/messaging';
import { expect, it } from 'vitest';
import { makeProducer } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

onEachEngine(({ connect, newSender }) => {
  const enqueue = async (sender: string, count: number) => {
    const jobs = Array.from({ length: count }, () => ({ messageId: randomUUID(), senderId: sender }));
    const producer = makeProducer(connect());
    await producer.enqueueAll(jobs);
    return { producer, ids: jobs.map(({ messageId }) => messageId) };
  };

  it('gives a message to one consumer of many', async () => {
    const sender = newSender();
    const handled: string[][] = [[], [], []];
    const { ids } = await enqueue(sender, 300);
    for (const mine of handled) {
      startConsumer(connect(), {
        sender,
        handle: async (id): Promise<JobAction> => {
          mine.push(id);
          await wait(2);
          return { kind: 'done' };
        },
      });
    }
    await expect.poll(() => handled.flat().toSorted()).toEqual(ids.toSorted());
    expect(handled.filter((mine) => mine.length > 0).length).toBeGreaterThan(1);
  });

  it('keeps to its concurrency', async () => {
    const sender = newSender();
    let [now, most, done] = [0, 0, 0];
    await enqueue(sender, 40);
    startConsumer(connect(), {
      sender,
      concurrency: 4,
      handle: async () => {
        most = Math.max(most, (now += 1));
        await wait(10);
        now -= 1;
        done += 1;
        return { kind: 'done' };
      },
    });
    await expect.poll(() => done).toBe(40);
    expect(most).toBe(4);
  });

  it('takes nothing while it is paused, and continues when it is resumed', async () => {
    const sender = newSender();
    const { handle, handled } = recordHandled();
    const consumer = startConsumer(connect(), { sender, handle });
    await consumer.pause();
    const { producer } = await enqueue(sender, 20);
    await wait(300);
    // The one that may have been taken in the moment of the pause.
    expect(handled.length).toBeLessThanOrEqual(1);
    await consumer.resume();
    await expect.poll(() => handled.length).toBe(20);
    await expect.poll(() => producer.counts(sender)).toMatchObject({ waiting: 0 });
  });

  it('lets what it has in hand end before it closes, and leaves the rest', async () => {
    const sender = newSender();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const ended: string[] = [];
    let begun = 0;
    const consumer = startConsumer(connect(), {
      sender,
      concurrency: 2,
      handle: async (id) => {
        begun += 1;
        await release;
        ended.push(id);
        return { kind: 'done' };
      },
    });
    const { producer } = await enqueue(sender, 5);
    await expect.poll(() => begun).toBe(2);
    const closed = consumer.close({ deadlineMs: 5_000 });
    resolve();
    await expect(closed).resolves.toBe(true);
    expect(ended).toHaveLength(2);
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 3, delayed: 0, active: 0 });
  });

  it('hands back what did not end before its deadline, and another consumer has it at once', async () => {
    const sender = newSender();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const consumer = startConsumer(connect(), {
      sender,
      handle: async () => {
        begun += 1;
        await release;
        return { kind: 'done' };
      },
    });
    const { ids } = await enqueue(sender, 3);
    await expect.poll(() => begun).toBe(3);
    await expect(consumer.close({ deadlineMs: 100 })).resolves.toBe(false);
    const next = recordHandled();
    startConsumer(connect(), { sender, handle: next.handle });
    await expect.poll(() => next.ids().toSorted(), { timeout: 4_000 }).toEqual(ids.toSorted());
    resolve();
  });
});
