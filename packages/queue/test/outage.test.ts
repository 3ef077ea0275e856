import { randomUUID } from 'node:crypto';
import { Unavailable } from '@recado/messaging';
import { expect, it, onTestFinished } from 'vitest';
import { makeProducer, type QueueConnection } from '../src/index.ts';
import { openBreakableProxy, type BreakableProxy } from './support/breakable-proxy.ts';
import { onEachEngine, type Ground } from './support/on-each-engine.ts';
import { recordHandled, startConsumer } from './support/start-consumer.ts';

/** A connection whose store can go away. It waits for answers as long as in use. */
const connectThrough = async ({
  connect,
  place,
}: Ground): Promise<{ proxy: BreakableProxy; connection: QueueConnection }> => {
  const { redis, databaseUrl = 'postgres://127.0.0.1', installation } = place();
  const url = new URL(databaseUrl);
  const target = redis?.kind === 'single' ? redis : { host: url.hostname, port: Number(url.port) };
  const proxy = await openBreakableProxy(target);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  url.host = `${proxy.host}:${proxy.port}`;
  const { host, port } = proxy;
  const behind = redis?.kind === 'single' ? { redis: { ...redis, host, port } } : { databaseUrl: url.href };
  return { proxy, connection: connect({ ...behind, installation, answerTimeoutMs: 1_000 }) };
};

onEachEngine((ground) => {
  const { connect, newSender } = ground;

  const setUp = async () => {
    const { proxy, connection } = await connectThrough(ground);
    const sender = newSender();
    const job = () => ({ messageId: randomUUID(), senderId: sender });
    // A message that is queued before the outage comes from a process that waits for a busy machine.
    const before = makeProducer(connect());
    return { proxy, connection, before, producer: makeProducer(connection), job, sender, ...recordHandled() };
  };

  it('continues by itself when its store is back', async () => {
    const { proxy, connection, before, job, sender, handle, ids } = await setUp();
    startConsumer(connection, { sender, handle });
    const [first, after] = [job(), job()];
    await before.enqueueAll([first]);
    await expect.poll(ids).toEqual([first.messageId]);
    await proxy.shut();
    await expect(connection.ping()).rejects.toBeInstanceOf(Unavailable);
    await makeProducer(connect()).enqueueAll([after]);
    await proxy.open();
    await expect.poll(ids).toEqual([first.messageId, after.messageId]);
    await expect.poll(() => connection.ping().then(() => 'answers', String)).toBe('answers');
  });

  it('starts while its store is away, and begins when it comes', async () => {
    const { proxy, connection, job, sender, handle, ids } = await setUp();
    await proxy.shut();
    startConsumer(connection, { sender, handle });
    await expect(connection.ping()).rejects.toBeInstanceOf(Unavailable);
    const waiting = job();
    await makeProducer(connect()).enqueueAll([waiting]);
    await proxy.open();
    await expect.poll(ids).toEqual([waiting.messageId]);
  });

  it('ends what it has in hand while the store is away, and the job is not lost', async () => {
    const { proxy, connection, before, job, sender } = await setUp();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const runs: string[] = [];
    startConsumer(connection, {
      sender,
      handle: async (id) => {
        runs.push(id);
        await release;
        return { kind: 'done' };
      },
    });
    await before.enqueueAll([job()]);
    await expect.poll(() => runs.length).toBe(1);
    await proxy.shut();
    resolve();
    await proxy.open();
    const watching = makeProducer(connect());
    const nothing = { waiting: 0, delayed: 0, active: 0 };
    await expect.poll(() => watching.counts(sender)).toEqual(nothing);
  });

  it('does not wait for its store to end, when it has nothing in hand', async () => {
    const { proxy, connection, before, job, sender } = await setUp();
    const { promise: release, resolve } = Promise.withResolvers<void>();
    let [begun, ended] = [0, 0];
    const consumer = startConsumer(connection, {
      sender,
      handle: async () => {
        begun += 1;
        await release;
        ended += 1;
        return { kind: 'done' };
      },
    });
    await before.enqueueAll([job()]);
    await expect.poll(() => begun).toBe(1);
    await proxy.shut();
    const deadlineMs = 240_000;
    const closed = consumer.close({ deadlineMs });
    const since = performance.now();
    resolve();
    await expect(closed).resolves.toBe(true);
    expect(ended).toBe(1);
    expect(performance.now() - since).toBeLessThan(deadlineMs / 2);
  });

  it('delays accepting of many by one time limit, and fails the other calls', async () => {
    const { proxy, producer, job, sender } = await setUp();
    const enqueueOne = () => producer.enqueueAll([job()]).then(() => 'queued', String);
    await expect.poll(enqueueOne).toBe('queued');
    await proxy.shut();
    const begun = performance.now();
    // One after the other, they would wait for 200 time limits of a second.
    await Promise.all(Array.from({ length: 200 }, () => producer.enqueue(job())));
    expect(performance.now() - begun).toBeLessThan(100_000);
    await expect(producer.enqueueAll([job()])).rejects.toBeInstanceOf(Unavailable);
    await expect(producer.counts(sender)).rejects.toMatchObject({ code: 'unavailable', store: 'queue' });
  });
});
