import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { redisUrl } from '@recado/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { makeProducer, type Handle } from '../src/index.ts';
import { onEachEngine, type Ground } from './support/on-each-engine.ts';
import { recordHandled, startConsumer, worstSecond } from './support/start-consumer.ts';

/** The milliseconds that messages take at least, and with them the first window, which may have begun before. */
const leastMs = (messages: number, mps: number) => (messages / mps) * 1_000 - 100;

const setUp = async (
  { connect, newSender }: Ground,
  consumers: number,
  mps: number,
  messages: number,
  { handle, handled } = recordHandled() as { handle: Handle; handled: { id: string; at: number }[] },
) => {
  const sender = newSender();
  const producer = makeProducer(connect());
  const send = (count: number) =>
    producer.enqueueAll(Array.from({ length: count }, () => ({ messageId: randomUUID(), senderId: sender })));
  await send(messages);
  const started = Array.from({ length: consumers }, () =>
    startConsumer(connect(), { sender, mps, concurrency: 50, handle }),
  );
  return { sender, send, handled, consumers: started };
};

const forgetKeys = async (installation: string) => {
  const redis = new Redis(redisUrl());
  const keys = await redis.keys(`*${installation}*`);
  if (keys.length) await redis.del(keys);
  redis.disconnect();
};

/** Claims, and sends what may go; the record can be halted. */
const sendFromRecord = () => {
  const sent: { id: string; at: number }[] = [];
  let record = Promise.resolve();
  const handle: Handle = async (id, { waitUntilDue, isOnTime }) => {
    await record;
    await waitUntilDue();
    if (!isOnTime()) return { kind: 'pause', forMs: 0 };
    sent.push({ id, at: performance.now() });
    return { kind: 'done' };
  };
  const halt = (ms: number) => {
    record = wait(ms);
    return record;
  };
  return { sent, handle, halt };
};

onEachEngine((ground) => {
  it("holds a sender's rate over three consumers, and uses it", async () => {
    const began = performance.now();
    const { handled } = await setUp(ground, 3, 80, 240);
    await expect.poll(() => handled.length, { interval: 50 }).toBe(240);
    // Measured from before the first job, since a process that stalls sees jobs of different moments at once.
    expect(performance.now() - began).toBeGreaterThanOrEqual(leastMs(240, 80));
    // More than the share of one worker: the rate belongs to the worker that takes the next message.
    expect(worstSecond(handled)).toBeGreaterThan(80 / 3);
  });

  it('sends no more in a second when the record comes back that had halted, and each message once', async () => {
    const { sent, handle, halt } = sendFromRecord();
    await setUp(ground, 3, 80, 320, { handle, handled: sent });
    await expect.poll(() => sent.length).toBeGreaterThan(80);
    await halt(1_500);
    await expect.poll(() => sent.length, { interval: 50 }).toBe(320);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(320);
    // 80 a second are 8 in each tenth. All that was taken during the halt would be 120 more.
    expect(worstSecond(sent)).toBeLessThanOrEqual(150);
  });

  it('obeys a new rate in all consumers without a restart', async () => {
    const { handled, consumers } = await setUp(ground, 2, 1, 200);
    await expect.poll(() => handled.length).toBeGreaterThanOrEqual(1);
    const began = performance.now();
    consumers[0]?.setRate(100);
    // At the old rate it would take more than three minutes, and one second with a limit for each consumer.
    await expect.poll(() => handled.length, { interval: 50 }).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(leastMs(195, 100));
  });

  it('does not let a long window of a slow rate hold a faster one', async () => {
    const { handled, consumers } = await setUp(ground, 2, 0.01, 20);
    await expect.poll(() => handled.length).toBe(1);
    consumers[1]?.setRate(100);
    // The old window lasts for a hundred seconds.
    await expect.poll(() => handled.length).toBe(20);
  });

  it.runIf(ground.engine === 'redis')('holds the rate when the store lost everything', async () => {
    const { handled, send } = await setUp(ground, 3, 40, 20);
    await expect.poll(() => handled.length).toBe(20);
    await forgetKeys(await ground.place().installation);
    handled.length = 0;
    const began = performance.now();
    await send(80);
    await expect.poll(() => handled.length, { interval: 50 }).toBe(80);
    expect(performance.now() - began).toBeGreaterThanOrEqual(leastMs(80, 40));
  });
});
