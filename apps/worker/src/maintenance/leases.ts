import type { Store } from '@recado/store';

/** A worker that dies or is frozen is replaced after this time, and the time to the next check-in of another one. */
const leaseMs = 6_000;
/** Any worker sees a lease that ended within this time. */
const noticeWithinMs = 2_000;
const longestMs = 4_000;
const soonMs = 1_000;

type CheckedIn = Pick<Awaited<ReturnType<Store['checkIn']>>, 'tasks' | 'workers' | 'rank' | 'share'>;

export type LeaseDeps = {
  /** Renews the leases, and takes those that are free. */
  checkIn: (bid: { tasks: readonly string[]; failing: readonly string[]; leaseMs: number }) => Promise<CheckedIn>;
  releaseTasks: (tasks: readonly string[]) => Promise<void>;
  /** Ends the leases of a worker that stops. */
  checkOut: () => Promise<void>;
  clock: () => Date;
  /** A worker with a wrong clock leaves its tasks to the others. */
  isClockRight: () => boolean;
};

type Deps = LeaseDeps & { tasks: readonly string[]; signal: AbortSignal };

export type TaskLeases = {
  /** Renews the leases until the signal of the worker aborts. */
  keep: () => Promise<void>;
  /** Resolves when this worker holds the task, to a signal that aborts when it loses the lease or stops. */
  waitFor: (task: string) => Promise<AbortSignal>;
  /** Says that a run begins or ends. The worker does not hand the task over in between. */
  runs: (task: string, isRunning: boolean) => void;
  /** Says that a run succeeded or failed. While the last one failed, another worker may take the task. */
  ran: (task: string, hasFailed: boolean) => void;
  release: () => Promise<void>;
};

/**
 * Gives each maintenance task to one worker, and each worker the same number of tasks. A lease saves work and is no lock.
 * A worker that was frozen may still run the task when the next one begins; every task allows that.
 */
export const makeTaskLeases = (deps: Deps): TaskLeases => {
  const { tasks, isClockRight, clock, signal } = deps;
  const failing = new Set<string>();
  const running = new Set<string>();
  const held = new Map<string, AbortController>();
  const waiting = new Map<string, PromiseWithResolvers<AbortSignal>>();
  let lapse: NodeJS.Timeout | undefined;
  let wake = () => {};
  let isUrgent = false;

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
  /** Hands over what the worker holds beyond its share, unless it runs, or came with this check-in: nobody else may have it. */
  const handOver = async (share: number, heldBefore: ReadonlySet<string>): Promise<void> => {
    const idle = [...held.keys()].filter((task) => heldBefore.has(task) && !running.has(task));
    const surplus = idle.slice(0, Math.max(0, held.size - share));
    if (!surplus.length) return;
    surplus.forEach(lose);
    await deps.releaseTasks(surplus);
  };
  /** Returns the milliseconds until the next check-in. */
  const checkIn = async (): Promise<number> => {
    const askedAt = performance.now();
    isUrgent = false;
    const { tasks: taken, workers, rank, share } = await deps.checkIn({ tasks, failing: [...failing], leaseMs });
    if (signal.aborted) return 0;
    const own = new Set(taken);
    const heldBefore = new Set(held.keys());
    for (const task of tasks) (own.has(task) ? gain : lose)(task);
    clearTimeout(lapse);
    lapse = setTimeout(loseAll, leaseMs - (performance.now() - askedAt));
    await handOver(share, heldBefore);
    if (isUrgent) return 0;
    return held.size < share ? soonMs : untilTurn(clock().getTime(), workers, rank);
  };

  return {
    keep: async () => {
      signal.addEventListener('abort', () => wake(), { once: true });
      while (!signal.aborted) {
        // Without PostgreSQL the leases end by themselves, and no task can do anything.
        const pause = isClockRight() ? await checkIn().catch(() => soonMs) : (loseAll(), soonMs);
        if (signal.aborted) break;
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, pause);
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
    runs: (task, isRunning) => void (isRunning ? running.add(task) : running.delete(task)),
    ran: (task, hasFailed) => {
      if (!hasFailed || !held.has(task)) return void failing.delete(task);
      if (failing.has(task)) return;
      // The others hear of a failure at once.
      failing.add(task);
      isUrgent = true;
      wake();
    },
    release: deps.checkOut,
  };
};

/**
 * Workers check in one after the other. So many of them see a free task as soon as two do, although each asks less often.
 * Returns the milliseconds until the next turn of the worker with this place.
 */
const untilTurn = (now: number, workers: number, rank: number): number => {
  const roundMs = Math.min(longestMs, Math.max(2, workers) * (noticeWithinMs / 2));
  const wait = (((rank / workers) * roundMs - now) % roundMs) + roundMs;
  const next = wait % roundMs;
  // A timer may end a little before its turn.
  return next < roundMs / 10 ? next + roundMs : next;
};
