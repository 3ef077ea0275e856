import type { JobAction } from '@recado/messaging';
import { onTestFinished } from 'vitest';
import { makeConsumer, type Consumption, type QueueConnection, type SenderConsumer } from '../../src/index.ts';

type Options = Partial<Omit<Consumption, 'sender'>> & { sender: string; mps?: number };

/** A consumer that ends with the test. Without a handler it is done with each job at once. */
export const startConsumer = (connection: QueueConnection, options: Options): SenderConsumer => {
  const {
    sender,
    mps = 10_000,
    concurrency = 10,
    handle = async (): Promise<JobAction> => ({ kind: 'done' }),
  } = options;
  const consumer = makeConsumer(connection).consume({ sender: { id: sender, mps }, concurrency, handle });
  onTestFinished(async () => void (await consumer.close({ deadlineMs: 2_000 })));
  return consumer;
};

/** Returns the most that any one second saw, over windows that begin with each message. */
export const worstSecond = (handled: { at: number }[]): number => {
  const times = handled.map(({ at }) => at).toSorted((one, other) => one - other);
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
};

/** Notes which message was handled when, by a clock that nobody sets. */
export const recordHandled = () => {
  const handled: { id: string; at: number }[] = [];
  return {
    handled,
    ids: () => handled.map(({ id }) => id),
    handle: async (id: string): Promise<JobAction> => {
      handled.push({ id, at: performance.now() });
      return { kind: 'done' };
    },
  };
};
