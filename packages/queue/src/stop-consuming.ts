import { setTimeout as wait } from 'node:timers/promises';
import type { QueueConnection } from './connection.ts';
import type { SendQueue, SendWorker } from './engine.ts';
import type { InHand } from './in-flight-jobs.ts';
import { longestSleepMs, patienceMs } from './policy.ts';
import { within } from './wait-and-warn.ts';

export type Stoppable = {
  worker: SendWorker;
  queue: SendQueue;
  rate: Disposable;
  beginning: Disposable;
  inHand: InHand;
};

const stop = async ({ worker, queue, rate, beginning }: Stoppable): Promise<true> => {
  rate[Symbol.dispose]();
  beginning[Symbol.dispose]();
  await worker.close();
  await queue.close();
  return true;
};

const isAway = ({ ping }: QueueConnection): Promise<boolean> =>
  ping().then(
    () => false,
    () => true,
  );

/** Resolves when nothing is in hand and the store does not answer: it need not be told of jobs that have ended. */
const untilForsaken = async (
  { inHand }: Stoppable,
  connection: QueueConnection,
  signal: AbortSignal,
): Promise<true> => {
  while (!(inHand.isEmpty() && (await isAway(connection)))) await wait(longestSleepMs, undefined, { signal });
  return true;
};

/** Takes no more jobs, waits for those in hand until the deadline, then hands them back. Says whether all of them ended. */
export const stopWithin = async (
  deadlineMs: number,
  running: Stoppable,
  connection: QueueConnection,
): Promise<boolean> => {
  const over = new AbortController();
  const deadline = wait(deadlineMs, false, { ref: false });
  const forsaken = untilForsaken(running, connection, over.signal);
  const ended = await Promise.race([stop(running), forsaken, deadline]);
  over.abort();
  if (ended) return true;
  const handingBack = within(patienceMs, running.inHand.handBack);
  await handingBack.catch((error: unknown) =>
    connection.warn(error, 'Jobs could not be handed back: they come back once their locks end'),
  );
  return false;
};
