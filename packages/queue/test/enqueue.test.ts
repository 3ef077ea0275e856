import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeProducer } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

onEachEngine(({ connect, newSender }) => {
  const setUp = () => {
    const connection = connect();
    const sender = newSender();
    const producer = makeProducer(connection);
    const enqueue = (messageId: string, at?: Date) =>
      producer.enqueue({ messageId, senderId: sender, ...(at && { at }) });
    return { connection, sender, producer, enqueue, ...recordHandled() };
  };
  const soon = (ms: number) => new Date(Date.now() + ms);

  it('hands each message to the handler once, and then holds nothing', async () => {
    const { connection, sender, producer, enqueue, handle, ids } = setUp();
    const messages = Array.from({ length: 300 }, () => randomUUID());
    await Promise.all(messages.map((id) => enqueue(id)));
    startConsumer(connection, { sender, handle });
    await expect.poll(() => ids().toSorted()).toEqual(messages.toSorted());
    await expect.poll(() => producer.counts(sender)).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });

  it('enqueueSoon queues a message that no caller waits for, and settled waits for it', async () => {
    const { sender, producer } = setUp();
    for (let n = 0; n < 50; n += 1) producer.enqueueSoon({ messageId: randomUUID(), senderId: sender });
    await producer.settled();
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 50, delayed: 0, active: 0 });
  });

  it("keeps senders' queues apart", async () => {
    const { connection, producer, enqueue, handle, ids } = setUp();
    const other = newSender();
    const message = randomUUID();
    await Promise.all([enqueue(randomUUID()), producer.enqueue({ messageId: message, senderId: other })]);
    startConsumer(connection, { sender: other, handle });
    await expect.poll(ids).toEqual([message]);
  });

  it('hands a message over at its time, and wakes a waiting consumer for it', async () => {
    const handOver = async () => {
      const { connection, sender, enqueue, handle, handled } = setUp();
      startConsumer(connection, { sender, handle });
      const due = performance.now() + 700;
      await enqueue(randomUUID(), soon(700));
      await expect.poll(() => handled.length).toBe(1);
      return (handled[0]?.at ?? 0) - due;
    };
    const lateness = [await handOver()];
    // A consumer that nothing wakes looks again after five seconds, each time. A machine is not always so slow.
    while (Math.min(...lateness) > 3_500 && lateness.length < 4) lateness.push(await handOver());
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(-1);
    expect(Math.min(...lateness)).toBeLessThan(3_500);
  });

  it('counts what waits and what is put off', async () => {
    const { sender, producer, enqueue } = setUp();
    await Promise.all([enqueue(randomUUID()), enqueue(randomUUID()), enqueue(randomUUID(), soon(60_000))]);
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 2, delayed: 1, active: 0 });
  });

  it('adds no second job for a message that waits, and leaves the time of one that is put off', async () => {
    const { sender, producer, enqueue } = setUp();
    const [waiting, later] = [randomUUID(), randomUUID()];
    await Promise.all([enqueue(waiting), enqueue(later, soon(60_000))]);
    await producer.enqueueAll([waiting, later, later].map((messageId) => ({ messageId, senderId: sender })));
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 1, delayed: 1, active: 0 });
  });

  it('adds no second job for a message that is being handled', async () => {
    const { connection, sender, producer, enqueue, handled } = setUp();
    const message = randomUUID();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    startConsumer(connection, {
      sender,
      handle: async (id) => {
        handled.push({ id, at: performance.now() });
        await release;
        return { kind: 'done' };
      },
    });
    await enqueue(message);
    await expect.poll(() => handled.length).toBe(1);
    await producer.enqueueAll([{ messageId: message, senderId: sender }]);
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 0, delayed: 0, active: 1 });
    resolve();
    await expect.poll(() => producer.counts(sender)).toEqual({ waiting: 0, delayed: 0, active: 0 });
    expect(handled).toHaveLength(1);
  });

  it('takes a canceled message out, and does not mind one that is not there', async () => {
    const { sender, producer, enqueue } = setUp();
    const [message, scheduled] = [randomUUID(), randomUUID()];
    await Promise.all([enqueue(message), enqueue(scheduled, soon(60_000))]);
    await Promise.all([message, scheduled, randomUUID()].map((id) => producer.remove(sender, id)));
    await expect(producer.counts(sender)).resolves.toEqual({ waiting: 0, delayed: 0, active: 0 });
  });
});
