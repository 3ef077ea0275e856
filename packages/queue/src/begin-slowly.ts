import type { SendWorker } from './engine.ts';
import { beginWithinMs } from './policy.ts';

type Options = {
  worker: SendWorker;
  /** The most jobs at a time. */
  concurrency: number;
  isPaused: () => boolean;
};

/**
 * A process that has just started finds everything cold: connections, statements, code. What it took at the sender's rate
 * would leave late and all at once. So it begins with one job, and each that ends makes room for one more; if they take
 * long because of Twilio, it has all of its room soon anyway.
 */
export const beginSlowly = ({ worker, concurrency, isPaused }: Options) => {
  let timer: NodeJS.Timeout | undefined;

  const openWide = () => {
    worker.concurrency = concurrency;
    if (isPaused()) return;
    // It waits for a job to end, and does not see by itself that there is more room.
    void worker.pause(true);
    void worker.resume();
  };

  return {
    jobBegins: () => {
      timer ??= setTimeout(openWide, beginWithinMs);
    },
    jobEnds: () => {
      worker.concurrency = Math.min(concurrency, worker.concurrency + 1);
      if (worker.concurrency === concurrency) clearTimeout(timer);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
};
