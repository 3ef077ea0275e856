import { randomUUID } from 'node:crypto';
import { Unavailable, type JobAction } from '@recado/messaging';
import { expect, it } from 'vitest';
import { makeProducer } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { startConsumer } from './support/start-consumer.ts';

onEachEngine(({ connect, newSender }) => {
  /** Answers the first job with the given action and finishes all others. */
  const setUp = async (first: () => Promise<JobAction>, messages = 1) => {
    const connection = connect();
    const sender = newSender();
    const producer = makeProducer(connection);
    const runs: { id: string; at: number }[] = [];
    const ids = Array.from({ length: messages }, () => randomUUID());
    await producer.enqueueAll(ids.map((messageId) => ({ messageId, senderId: sender })));
    startConsumer(connection, {
      sender,
      concurrency: 1,
      handle: async (id) => {
        runs.push({ id, at: performance.now() });
        return runs.length === 1 ? first() : { kind: 'done' };
      },
    });
    const counts = () => producer.counts(sender);
    return { runs, ids, counts };
  };
  const gapBetween = ([first, second]: { at: number }[]) => (second?.at ?? 0) - (first?.at ?? 0);
  const nothing = { waiting: 0, delayed: 0, active: 0 };

  it('handles a delayed message again at its time, while others continue', async () => {
    const { runs, ids, counts } = await setUp(async () => ({ kind: 'again', at: new Date(Date.now() + 600) }), 3);
    await expect.poll(() => runs.map(({ id }) => id)).toEqual([...ids, ids[0]]);
    expect((runs[3]?.at ?? 0) - (runs[0]?.at ?? 0)).toBeGreaterThanOrEqual(599);
    await expect.poll(counts).toEqual(nothing);
  });

  it('pauses the whole queue, and then continues, also with the message that asked for it', async () => {
    const { runs, ids, counts } = await setUp(async () => ({ kind: 'pause', forMs: 600 }), 3);
    await expect.poll(() => runs.length).toBe(4);
    expect(Map.groupBy(runs, ({ id }) => id).get(ids[0] ?? '')).toHaveLength(2);
    expect(gapBetween(runs)).toBeGreaterThanOrEqual(590);
    await expect.poll(counts).toEqual(nothing);
  });

  it('pauses the queue while the record is away', async () => {
    const { runs, counts } = await setUp(() => Promise.reject(new Unavailable('postgresql')));
    await expect.poll(() => runs.length).toBe(2);
    expect(gapBetween(runs)).toBeGreaterThanOrEqual(990);
    await expect.poll(counts).toEqual(nothing);
  });

  it('brings a message back whose handler threw', async () => {
    const { runs, counts } = await setUp(() => Promise.reject(new Error('a bug of ours')));
    await expect.poll(() => runs.length).toBe(2);
    expect(gapBetween(runs)).toBeGreaterThanOrEqual(990);
    await expect.poll(counts).toEqual(nothing);
  });
});
