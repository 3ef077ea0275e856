import { randomUUID } from 'node:crypto';
import type { JobAction, Enqueueing } from '@recado/messaging';
import { expect, it } from 'vitest';
import { makeProducer } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

onEachEngine(({ connect, newSender }) => {
  const setUp = () => {
    const connection = connect();
    const sender = newSender();
    const producer = makeProducer(connection);
    const enqueue = async (count: number, more: Partial<Enqueueing> = {}) => {
      const jobs = Array.from({ length: count }, () => ({ messageId: randomUUID(), senderId: sender, ...more }));
      // A busy machine has no time for a thousand at once.
      for (let at = 0; at < jobs.length; at += 200) await producer.enqueueAll(jobs.slice(at, at + 200));
      return jobs.map(({ messageId }) => messageId);
    };
    return { connection, sender, producer, enqueue, ...recordHandled() };
  };

  it('takes an order confirmation before a thousand campaign messages that wait', async () => {
    const { connection, sender, enqueue, handle, ids } = setUp();
    const campaign = await enqueue(1_000, { lane: 'campaign' });
    const confirmations = await enqueue(2);
    startConsumer(connection, { sender, concurrency: 1, handle });
    await expect.poll(() => ids().length).toBeGreaterThan(10);
    expect(ids().slice(0, 5)).toEqual([...confirmations, ...campaign.slice(0, 3)]);
  });

  it('takes it as the next one while a campaign is under way', async () => {
    const { connection, sender, enqueue, handle, handled, ids } = setUp();
    await enqueue(1_000, { lane: 'campaign' });
    startConsumer(connection, { sender, mps: 50, concurrency: 1, handle });
    await expect.poll(() => handled.length).toBeGreaterThan(5);
    const [confirmation] = await enqueue(1);
    const before = handled.length;
    await expect.poll(ids).toContain(confirmation);
    // Jobs that were taken while the confirmation was being queued.
    expect(ids().indexOf(confirmation ?? '') - before).toBeLessThanOrEqual(6);
  });

  it('keeps a campaign message in its lane when it comes back', async () => {
    const { connection, sender, enqueue, ids, handled } = setUp();
    const [late] = await enqueue(1, { lane: 'campaign' });
    const handle = async (id: string): Promise<JobAction> => {
      handled.push({ id, at: performance.now() });
      return handled.length === 1 ? { kind: 'again', at: new Date() } : { kind: 'done' };
    };
    const consumer = startConsumer(connection, { sender, concurrency: 1, mps: 2, handle });
    await expect.poll(() => handled.length).toBe(1);
    const [confirmation] = await enqueue(1);
    consumer.setRate(100);
    await expect.poll(ids).toEqual([late, confirmation, late]);
  });

  it('keeps a message of three segments to three times the room of one', async () => {
    const { connection, sender, producer, enqueue, handle, handled } = setUp();
    await enqueue(30, { segments: 3 });
    expect(await producer.counts(sender)).toMatchObject({ waiting: 90 });
    const began = performance.now();
    for (const each of [connection, connect()]) startConsumer(each, { sender, mps: 30, handle });
    await expect.poll(() => handled.length, { interval: 50 }).toBe(30);
    // 87 segments in front of the last message, at 30 a second.
    expect(performance.now() - began).toBeGreaterThanOrEqual(2_700);
    await expect.poll(() => producer.counts(sender)).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });

  it.each([{}, { lane: 'campaign' }] as const)('keeps it to that when all come back at once: %o', async (lane) => {
    const { connection, sender, producer, enqueue, handled } = setUp();
    await enqueue(30, { segments: 3, ...lane });
    const at = new Date(Date.now() + 3_000);
    const seen = new Set<string>();
    let firstAt = 0;
    const handle = async (id: string): Promise<JobAction> => {
      if (seen.has(id)) handled.push({ id, at: performance.now() });
      else seen.add(id);
      if (handled.length === 1) firstAt = performance.now();
      return handled.some((one) => one.id === id) ? { kind: 'done' } : { kind: 'again', at };
    };
    const consumer = startConsumer(connection, { sender, mps: 200, handle });
    await expect.poll(() => seen.size).toBe(30);
    consumer.setRate(30);
    await expect.poll(() => handled.length, { interval: 50 }).toBe(30);
    // 84 segments or more between the first message and the last, at 30 a second.
    expect(performance.now() - firstAt).toBeGreaterThanOrEqual(2_700);
    await expect.poll(() => producer.counts(sender)).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });

  it('continues with one sender while another pauses, hangs or is stopped by a user', async () => {
    const stuck = [setUp(), setUp(), setUp()] as const;
    const [onHold, hanging, paused] = stuck;
    const free = setUp();
    await Promise.all([...stuck, free].map(({ enqueue }) => enqueue(20)));
    startConsumer(onHold.connection, {
      sender: onHold.sender,
      handle: async () => ({ kind: 'pause', forMs: 60_000 }),
    });
    const { promise: release, resolve } = Promise.withResolvers<JobAction>();
    startConsumer(hanging.connection, { sender: hanging.sender, handle: () => release });
    await startConsumer(paused.connection, { sender: paused.sender }).pause();
    startConsumer(free.connection, { sender: free.sender, handle: free.handle });
    await expect.poll(() => free.handled.length).toBe(20);
    resolve({ kind: 'done' });
  });
});
