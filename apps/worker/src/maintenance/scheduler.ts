import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@recado/messaging';
import type { Logger } from 'pino';
import { makeTaskLeases, type LeaseDeps, type TaskLeases } from './leases.ts';

/** Stops at the signal. A run that may be long calls `works` after each step that succeeded, or it counts as stalled. */
export type TaskRun = (signal: AbortSignal, works: () => void) => Promise<void>;

/**
 * A maintenance task: safe to run at any time, by any number of workers. One worker runs it, or each if it is
 * `isPerWorker`.
 */
export type MaintenanceTask = {
  name: string;
  everyMs: number;
  isPerWorker?: true;
  run: TaskRun;
};

type Deps = LeaseDeps & {
  signal: AbortSignal;
  log: Logger;
  metrics: {
    taskStarted: (name: string) => void;
    taskWorks: (name: string) => void;
    taskRan: (name: string, seconds: number, hasFailed: boolean) => void;
  };
};

/** Repeats each task until the signal aborts, and resolves when the last has finished. */
export const runMaintenance = async (tasks: MaintenanceTask[], deps: Deps): Promise<void> => {
  const shared = tasks.filter(({ isPerWorker }) => !isPerWorker).map(({ name }) => name);
  const leases = makeTaskLeases({ ...deps, tasks: shared });
  await Promise.all([leases.keep(), ...tasks.map((task) => repeat(task, leases, deps))]);
  // Another worker takes them at once. If this fails, the leases end by themselves.
  await leases.release().catch(() => undefined);
};

const repeat = async (task: MaintenanceTask, leases: TaskLeases, deps: Deps): Promise<void> => {
  const { signal, log, metrics } = deps;
  let failing = false;
  metrics.taskStarted(task.name);
  const works = (): void => {
    metrics.taskWorks(task.name);
    leases.ran(task.name, false);
    if (failing) log.info({ chore: task.name }, 'Maintenance task works again');
    failing = false;
  };
  while (!signal.aborted) {
    const own = task.isPerWorker ? signal : await leases.waitFor(task.name);
    if (signal.aborted) break;
    const began = performance.now();
    const ran = (hasFailed: boolean) => metrics.taskRan(task.name, (performance.now() - began) / 1_000, hasFailed);
    leases.runs(task.name, true);
    try {
      await task.run(own, works);
      ran(false);
      works();
    } catch (error) {
      ran(true);
      leases.ran(task.name, true);
      // An outage is logged once, even if the task fails many times.
      if (!failing) log.warn({ ...fieldsOf(error), chore: task.name }, 'Maintenance task failed; it will be retried');
      failing = true;
    } finally {
      leases.runs(task.name, false);
    }
    // jitter keeps many workers from doing the same at the same moment
    const pause = task.everyMs * (0.8 + 0.4 * Math.random());
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
};

/** An outage is described by its reason. A stack tells more only about a fault of this program. */
const fieldsOf = (error: unknown): object => {
  if (!(error instanceof Unavailable)) return { err: error };
  return { store: error.store, reason: error.cause instanceof Error ? error.cause.message : error.message };
};

/** Repeats a step until it finds nothing more to do, so that a pile is not worked off at a batch per round. */
export const untilNone =
  (step: () => Promise<number>): TaskRun =>
  async (signal, works) => {
    while (!signal.aborted && (await step()) > 0) works();
  };

/**
 * Makes a step that asks Twilio for something that sending does not need, such as the balance. A key may lack the permission
 * for it, so a failure is logged once, until a later step succeeds. The step returns false if it was not due.
 */
export const logFailureOnce = (log: Logger, what: string, step: () => Promise<boolean>): (() => Promise<void>) => {
  let failing = false;
  return async () => {
    try {
      if (await step()) failing = false;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      if (!failing) log.warn({ err: error, what }, 'Twilio was not read: see the field what. It will be tried again');
      failing = true;
    }
  };
};
