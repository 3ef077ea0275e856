import { randomUUID } from 'node:crypto';
import type { JobAction } from '@recado/messaging';
import { expect, it } from 'vitest';
import { makeProducer, makeQueueLoss } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { startConsumer } from './support/start-consumer.ts';

onEachEngine(({ connect, place }) => {
  const twoInstallations = () =>
    [randomUUID(), randomUUID()].map((installation) => connect({ ...place(), installation }));

  it('installations with the same sender send their own messages, and all of them on time', async () => {
    const sender = 'store';
    const work = [...twoInstallations(), ...twoInstallations()].map((connection) => {
      const messages = Array.from({ length: 20 }, () => randomUUID());
      const handled = new Map<string, number>();
      const handle = async (id: string): Promise<JobAction> => {
        handled.set(id, Date.now());
        return { kind: 'done' };
      };
      startConsumer(connection, { sender, handle, mps: 10 });
      return { connection, messages, handled };
    });
    await Promise.all(work.map(({ connection }) => connection.engine.ready()));
    const start = Date.now();
    await Promise.all(
      work.map(({ connection, messages }) =>
        makeProducer(connection).enqueueAll(messages.map((messageId) => ({ messageId, senderId: sender }))),
      ),
    );
    await expect.poll(() => work.map(({ handled }) => handled.size)).toEqual([20, 20, 20, 20]);
    for (const { messages, handled } of work) {
      expect([...handled.keys()].toSorted()).toEqual(messages.toSorted());
      // Each takes two seconds. At the rate of one sender, all four together would take eight.
      expect(Math.max(...handled.values()) - start).toBeLessThan(7_500);
    }
  });

  it('a queue that one installation completed is not complete for the other', async () => {
    const [one, other] = twoInstallations().map(makeQueueLoss);
    await one?.claimRebuild(['store']);
    await one?.finishRebuild(['store']);
    await expect(other?.claimRebuild(['store'])).resolves.toEqual(['store']);
    await expect(one?.claimRebuild(['store'])).resolves.toEqual([]);
  });
});
