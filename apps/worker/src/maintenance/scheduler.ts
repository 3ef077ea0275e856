import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** A maintenance task: safe to run at any time, by any number of workers. A long one stops at the signal. */
export type Chore = { name: string; everyMs: number; run: (signal: AbortSignal) => Promise<void> };

/** Runs each chore over and over until the signal aborts, and resolves when the last has come to its end. */
export const runUpkeep = async (chores: Chore[], signal: AbortSignal, log: Logger): Promise<void> => {
  await Promise.all(chores.map((chore) => repeat(chore, signal, log)));
};

const repeat = async (chore: Chore, signal: AbortSignal, log: Logger): Promise<void> => {
  let failing = false;
  while (!signal.aborted) {
    try {
      await chore.run(signal);
      if (failing) log.info({ chore: chore.name }, 'Maintenance task works again');
      failing = false;
    } catch (error) {
      // An outage is logged once, even if the task fails many times.
      if (!failing) log.warn({ err: error, chore: chore.name }, 'Maintenance task failed; it will be retried');
      failing = true;
    }
    // jitter keeps many workers from doing the same at the same moment
    const pause = chore.everyMs * (0.8 + 0.4 * Math.random());
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
};

/** Repeats a step until it finds nothing more to do, so that a pile is not worked off at a batch per round. */
export const untilNone = async (step: () => Promise<number>): Promise<void> => {
  while ((await step()) > 0);
};
