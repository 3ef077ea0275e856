import type { QueueConnection } from './connection.ts';
import type { SendJob, SendWorker } from './engine.ts';
import { makeInFlight, stopWithin, type Stoppable } from './in-flight-jobs.ts';
import { handleJob, type Handle } from './job-handler.ts';
import { makePacing } from './pacing.ts';
import { beginWithinMs, longestSleepMs, stalling } from './policy.ts';
import { syncRateLimit } from './rate-limit.ts';
import type { Warn } from './wait-and-warn.ts';

export type Consumption = {
  /** `mps`: messages a second, over all consumers of all processes. */
  sender: { id: string; mps: number };
  /** Messages handled at the same time by this consumer. */
  concurrency: number;
  /** Runs once or more per message, never twice at a time while this process is alive and reaches its queue. */
  handle: Handle;
};

export type SenderConsumer = {
  /** Messages a second, for all consumers of the sender. Obeyed by the next job, or as soon as the queue answers. */
  setRate: (mps: number) => void;
  /** Takes no more jobs here; jobs in flight continue. One that arrives at this moment may still be taken. Never rejects. */
  pause: () => Promise<void>;
  /** Never rejects. */
  resume: () => Promise<void>;
  /**
   * Takes no more jobs and waits for those in hand, `deadlineMs` at most; then hands them back, for others to take at
   * once. Says whether all of them ended.
   */
  close: (options: { deadlineMs: number }) => Promise<boolean>;
};

export type Consumer = { consume: (consumption: Consumption) => SenderConsumer };

type Running = Stoppable & { rate: ReturnType<typeof syncRateLimit> };

type Start = Consumption & { now: () => { mps: number; paused: boolean; closed: boolean } };

/** Takes jobs as soon as the queue's store answers, and continues by itself after an outage. */
export const makeConsumer = (connection: QueueConnection): Consumer => ({
  consume: (consumption) => {
    let mps = consumption.sender.mps;
    let paused = false;
    let closed = false;
    let running: Running | undefined;

    const startWhenReady = async () => {
      await connection.engine.ready();
      if (closed) return;
      const sender = { ...consumption.sender, mps };
      running = start(connection, { ...consumption, sender, now: () => ({ mps, paused, closed }) });
      if (paused) await running.worker.pause(true);
    };
    startWhenReady().catch((error: unknown) => connection.warn(error, 'Queue closed before it answered'));

    return {
      setRate: (next) => {
        mps = next;
        running?.rate.setRate(next);
      },
      pause: async () => {
        paused = true;
        await running?.worker.pause(true).catch(warnOf(connection));
      },
      resume: async () => {
        paused = false;
        await running?.worker.resume().catch(warnOf(connection));
      },
      close: async ({ deadlineMs }) => {
        closed = true;
        if (!running) return true;
        return stopWithin(deadlineMs, running, connection);
      },
    };
  },
});

/** The worker has the change at once; only its store may not have answered. */
const warnOf =
  ({ warn }: QueueConnection) =>
  (error: unknown): void =>
    warn(error, 'Could not tell the queue that a worker paused or resumed');

const start = (connection: QueueConnection, { sender, concurrency, handle, now }: Start): Running => {
  const { engine, takes, log, warn } = connection;
  const queue = engine.openQueue(sender.id, 'steady');
  const inFlight = makeInFlight();
  const sendSlotOf = makePacing({ mps: () => now().mps });
  const handleOne = handleJob({ queue, handle, inFlight, sendSlotOf, isClosing: () => now().closed, takes, log, warn });
  const work = async (job: SendJob, token?: string) => {
    beginning.jobBegins();
    rate.jobTaken();
    await handleOne(job, token).finally(beginning.jobEnds);
  };
  const worker = engine.openWorker(sender.id, work, {
    concurrency: 1,
    ...stalling,
    maximumRateLimitDelay: longestSleepMs,
    runRetryDelay: longestSleepMs,
  });
  const beginning = rampUp({ worker, concurrency, isPaused: () => now().paused, warn });
  const rate = syncRateLimit({ queue, worker, mps: sender.mps, warn });
  return { worker, queue, inFlight, beginning, rate };
};

type Options = {
  worker: SendWorker;
  /** Holds the most jobs at a time. */
  concurrency: number;
  isPaused: () => boolean;
  warn: Warn;
};

/**
 * A process that has just started is slow: it has no connections, prepared statements or compiled code. Jobs taken at
 * the sender's rate would be sent late and all at once. So it begins with one job, and each finished job allows one
 * more. If jobs are slow because of Twilio, the full concurrency comes soon anyway.
 */
export const rampUp = ({ worker, concurrency, isPaused, warn }: Options) => {
  let timer: NodeJS.Timeout | undefined;

  const openWide = async () => {
    worker.concurrency = concurrency;
    if (isPaused()) return;
    // It waits for a job to end, and does not see by itself that there is more room.
    const paused = worker.pause(true);
    await Promise.all([paused, worker.resume()]);
  };
  const openWideSafely = () =>
    void openWide().catch((error: unknown) =>
      warn(error, 'Could not wake up a worker of the queue; it continues when one of its jobs ends'),
    );

  return {
    jobBegins: () => {
      timer ??= setTimeout(openWideSafely, beginWithinMs);
    },
    jobEnds: () => {
      worker.concurrency = Math.min(concurrency, worker.concurrency + 1);
      if (worker.concurrency === concurrency) clearTimeout(timer);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
};
