import { setTimeout as wait } from 'node:timers/promises';
import type { QueueConnection } from './connection.ts';
import type { SendJob, SendQueue, SendWorker } from './engine.ts';
import { longestSleepMs } from './policy.ts';

/** The jobs that a consumer has in hand at a time, so that it can hand them back when it may not end them. */
export const makeInFlight = () => {
  const jobs = new Map<SendJob, string | undefined>();
  return {
    isEmpty: (): boolean => jobs.size === 0,
    /** Counts a job as in flight while the work runs. */
    track: async (job: SendJob, token: string | undefined, work: () => Promise<void>): Promise<void> => {
      jobs.set(job, token);
      try {
        await work();
      } finally {
        jobs.delete(job);
      }
    },
    /**
     * Puts them back in their queue, for other consumers to take at once. A message whose request is out cannot be
     * claimed there, so it is not sent twice.
     */
    releaseAll: async (): Promise<void> => {
      await Promise.all([...jobs].map(([job, token]) => job.moveToWait(token)));
    },
  };
};

export type InFlight = ReturnType<typeof makeInFlight>;

export type Stoppable = {
  worker: SendWorker;
  queue: SendQueue;
  rate: Disposable;
  beginning: Disposable;
  inFlight: InFlight;
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
  const releasing = connection.answered(running.inFlight.releaseAll);
  await releasing.catch((error: unknown) =>
    connection.warn(error, 'Could not return jobs to the queue; they will be retried when their locks expire'),
  );
  return false;
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

/** Resolves when no job is in flight and the store does not answer. The store need not hear of jobs that have ended. */
const untilForsaken = async (
  { inFlight }: Stoppable,
  connection: QueueConnection,
  signal: AbortSignal,
): Promise<true> => {
  while (!(inFlight.isEmpty() && (await isAway(connection)))) await wait(longestSleepMs, undefined, { signal });
  return true;
};
