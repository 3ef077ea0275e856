import { Unavailable } from '@recado/messaging';
import { setTimeout as wait } from 'node:timers/promises';

const firstWaitMs = 100;
const longestWaitMs = 3_000;

/** Repeats what fails because PostgreSQL is away, ever more slowly, until it succeeds or the signal aborts. */
export const keepTrying = async <T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Unavailable) || signal?.aborted) throw error;
      await wait(waitMs * (0.5 + Math.random() / 2), undefined, { ...(signal && { signal }) }).catch(() => {
        throw error;
      });
    }
  }
};
