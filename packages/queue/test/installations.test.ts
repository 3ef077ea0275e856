import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeProducer, makeQueueLoss } from '../src/index.ts';
import { onEachEngine } from './support/on-each-engine.ts';
import { recordHandled, startConsumer, worstSecond } from './support/start-consumer.ts';

onEachEngine(({ connect, place }) => {
  const twoInstallations = () =>
    [randomUUID(), randomUUID()].map((installation) => connect({ ...place(), installation }));

  it('installations with the same sender send their own messages, each at its own rate', async () => {
    const sender = 'store';
    const work = [...twoInstallations(), ...twoInstallations()].map((connection) => {
      const messages = Array.from({ length: 20 }, () => randomUUID());
      const { handle, handled, ids } = recordHandled();
      startConsumer(connection, { sender, handle, mps: 10 });
      return { connection, messages, handled, ids };
    });
    await Promise.all(work.map(({ connection }) => connection.engine.ready()));
    await Promise.all(
      work.map(({ connection, messages }) =>
        makeProducer(connection).enqueueAll(messages.map((messageId) => ({ messageId, senderId: sender }))),
      ),
    );
    await expect.poll(() => work.map(({ handled }) => handled.length)).toEqual([20, 20, 20, 20]);
    for (const { messages, ids } of work) expect(ids().toSorted()).toEqual(messages.toSorted());
    // Four senders of 10 a second. If they were one, a second would see 10 and those of a window.
    expect(worstSecond(work.flatMap(({ handled }) => handled))).toBeGreaterThan(15);
  });

  it('a queue that one installation completed is not complete for the other', async () => {
    const [one, other] = twoInstallations().map(makeQueueLoss);
    await one?.claimRebuild(['store']);
    await one?.finishRebuild(['store']);
    await expect(other?.claimRebuild(['store'])).resolves.toEqual(['store']);
    await expect(one?.claimRebuild(['store'])).resolves.toEqual([]);
  });
});
