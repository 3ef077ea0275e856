import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

const lookEveryMs = 50;

/** The most memory that a process has until it is told to stop looking. */
export const watchMemory = (process: Child) => {
  const over = new AbortController();
  const peak = (async () => {
    let most = 0;
    while (!over.signal.aborted) {
      most = Math.max(most, (await process.usage()).rssBytes);
      await sleep(lookEveryMs);
    }
    return most;
  })();
  return () => {
    over.abort();
    return peak;
  };
};
