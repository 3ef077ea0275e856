import { createQueueConnection, makeConsumer, type QueueSettings } from '../../src/index.ts';

/** A process that takes one message, says so, and never ends it. Arguments: where the queue is, as JSON, and the sender. */
const [place = '{}', sender = ''] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const connection = createQueueConnection({ ...(JSON.parse(place) as Omit<QueueSettings, 'log'>), log: quiet });

makeConsumer(connection).consume({
  sender: { id: sender, mps: 100 },
  concurrency: 1,
  handle: (messageId) => {
    process.send?.({ ready: true, messageId });
    return new Promise<never>(() => undefined);
  },
});
