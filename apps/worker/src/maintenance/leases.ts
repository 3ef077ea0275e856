import { randomUUID } from 'node:crypto';
import type { Store } from '@recado/store';

/** A worker that dies or is frozen is replaced after this time. */
const leaseMs = 6_000;
const bidEveryMs = 2_000;

type Deps = Pick<Store, 'takeTasks' | 'releaseTasks'> & {
  tasks: readonly string[];
  /** A worker with a wrong clock leaves its tasks to the others. */
  isClockRight: () => boolean;
  signal: AbortSignal;
};

export type TaskLeases = {
  /** Renews the leases until the signal of the worker aborts. */
  keep: () => Promise<void>;
  /** Resolves when this worker holds the task, to a signal that aborts when it loses the lease or stops. */
  waitFor: (task: string) => Promise<AbortSignal>;
  /** Says whether the last run failed here. While it does, another worker may take the task. */
  ran: (task: string, hasFailed: boolean) => void;
  release: () => Promise<void>;
};

/**
 * Gives each maintenance task to one worker. A lease saves work and is no lock. A worker that was frozen may still run the
 * task when the next one begins; every task allows that.
 */
export const makeTaskLeases = ({ takeTasks, releaseTasks, tasks, isClockRight, signal }: Deps): TaskLeases => {
  const holder = randomUUID();
  const failing = new Set<string>();
  const held = new Map<string, AbortController>();
  const waiting = new Map<string, PromiseWithResolvers<AbortSignal>>();
  let lapse: NodeJS.Timeout | undefined;

  const lose = (task: string): void => {
    held.get(task)?.abort();
    held.delete(task);
    failing.delete(task);
  };
  const loseAll = (): void => tasks.forEach(lose);
  const gain = (task: string): void => {
    const controller = held.get(task) ?? new AbortController();
    held.set(task, controller);
    waiting.get(task)?.resolve(controller.signal);
    waiting.delete(task);
  };
  const bid = async (): Promise<void> => {
    const askedAt = performance.now();
    const taken = new Set(await takeTasks({ holder, tasks, failing: [...failing], leaseMs }));
    if (signal.aborted) return;
    for (const task of tasks) (taken.has(task) ? gain : lose)(task);
    clearTimeout(lapse);
    lapse = setTimeout(loseAll, leaseMs - (performance.now() - askedAt));
  };

  return {
    keep: async () => {
      let wake = () => {};
      signal.addEventListener('abort', () => wake(), { once: true });
      while (!signal.aborted) {
        // Without PostgreSQL the leases end by themselves, and no task can do anything.
        await (isClockRight() ? bid().catch(() => undefined) : loseAll());
        if (signal.aborted) break;
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, bidEveryMs * (0.8 + 0.4 * Math.random()));
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      clearTimeout(lapse);
      loseAll();
      for (const { resolve } of waiting.values()) resolve(signal);
    },
    waitFor: async (task) => {
      const own = held.get(task)?.signal;
      if (own ?? signal.aborted) return own ?? signal;
      const gained = waiting.get(task) ?? Promise.withResolvers<AbortSignal>();
      waiting.set(task, gained);
      return gained.promise;
    },
    ran: (task, hasFailed) => {
      if (hasFailed && held.has(task)) failing.add(task);
      else failing.delete(task);
    },
    release: () => releaseTasks(holder),
  };
};
