import type { Enqueueing } from './accept.ts';

type Deps = {
  clock: () => Date;
  /** Accepted messages that have been due since before `before`, after the id `after`, in order of id. */
  findWaiting: (before: Date, after: string | undefined, limit: number) => Promise<Enqueueing[]>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

export type RepairCursor = string | undefined;

const patienceMs = 10_000;
const batch = 1_000;

/**
 * One step of the walk over messages that should have been taken by now: their enqueue failed, their process died, or
 * the queue was lost. Gives the place to go on from; `undefined` starts over.
 */
export const requeueWaiting = async (deps: Deps, cursor: RepairCursor): Promise<RepairCursor> => {
  const before = new Date(deps.clock().getTime() - patienceMs);
  const waiting = await deps.findWaiting(before, cursor, batch);
  if (waiting.length) await deps.enqueueAll(waiting);
  return waiting.length === batch ? waiting.at(-1)?.messageId : undefined;
};
