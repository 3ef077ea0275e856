import type { Enqueueing } from './accept.ts';

type Deps = {
  clock: () => Date;
  /** Accepted messages that have been due since before `before`, after the id `after`, in order of id. */
  findWaiting: (before: Date, after: string | undefined, limit: number) => Promise<Enqueueing[]>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

/** How far the two walks are, as the id to go on after. */
export type RepairPlaces = { recent?: string; all?: string };

const patienceMs = 10_000;
const lookBackMs = 60_000;
/** A message is committed this long after its id was made, or a little more. */
const commitMs = 2_000;
const batch = 1_000;
const batches = { recent: 10, all: 4 };

/** What the ids of messages begin with that were accepted at this time. */
const idAt = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

/** Queues a batch, and gives the id to go on after; undefined at the end. */
const step = async (deps: Deps, before: Date, after: string | undefined): Promise<string | undefined> => {
  const waiting = await deps.findWaiting(before, after, batch);
  if (waiting.length) await deps.enqueueAll(waiting);
  return waiting.length === batch ? waiting.at(-1)?.messageId : undefined;
};

/** Goes some batches on, and says whether it came to the end. A step that fails is taken up again from its place. */
const walk = async (deps: Deps, before: Date, places: RepairPlaces, which: keyof RepairPlaces): Promise<boolean> => {
  for (let done = 0; done < batches[which]; done += 1) {
    const next = await step(deps, before, places[which]);
    if (next === undefined) return true;
    places[which] = next;
  }
  return false;
};

/**
 * One step of two walks over messages that should have been taken by now: their enqueue failed, or their process died
 * before it. The one looks at each message soon after it was accepted, however many wait before it; the other goes
 * slowly over all that wait. Moves `places` on.
 */
export const requeueWaiting = async (deps: Deps, places: RepairPlaces): Promise<void> => {
  const before = new Date(deps.clock().getTime() - patienceMs);
  places.recent ??= idAt(before.getTime() - lookBackMs);
  if (await walk(deps, before, places, 'recent')) places.recent = idAt(before.getTime() - commitMs);
  if (await walk(deps, before, places, 'all')) delete places.all;
};
