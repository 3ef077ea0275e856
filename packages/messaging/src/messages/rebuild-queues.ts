import type { Enqueueing } from './message.ts';

type EnqueueMissingDeps = {
  clock: () => Date;
  /** Finds accepted messages that have been due since before `before`, after the id `after`, in order of id. */
  findWaiting: (before: Date, after: string | undefined, limit: number) => Promise<Enqueueing[]>;
  /** Finds the same in order of their time, after a position, and the position from which to continue, if any are left. */
  findDue: (before: Date, after: string | undefined, limit: number) => Promise<JobPage>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

/** `next` is the position from which to continue, if any are left. */
export type JobPage = { jobs: Enqueueing[]; next: string | undefined };

/** The progress of the walks: the last id of the first, and the last positions of the others. */
export type WalkPositions = { recent?: string; all?: string; upcoming?: string };

const graceMs = 10_000;
const lookBackMs = 60_000;
/** A message is committed this long after its id was made, or a little more. */
const commitMs = 2_000;
const enqueueBatch = 1_000;
const batches = { recent: 10, all: 4 };

/**
 * One step of two walks over messages that should have been taken by now: their enqueue failed, or their process died
 * before it. The one looks at each message soon after it was accepted, however many wait before it; the other goes
 * slowly over all that wait. Moves `places` on.
 */
export const enqueueMissing = async (deps: EnqueueMissingDeps, places: WalkPositions): Promise<void> => {
  const before = new Date(deps.clock().getTime() - graceMs);
  places.recent ??= idAt(before.getTime() - lookBackMs);
  const findRecent = async (after: string | undefined): Promise<JobPage> => {
    const jobs = await deps.findWaiting(before, after, enqueueBatch);
    return { jobs, next: jobs.length === enqueueBatch ? jobs.at(-1)?.messageId : undefined };
  };
  const findAll = (after: string | undefined) => deps.findDue(before, after, enqueueBatch);
  if (await walk(deps, findRecent, places, 'recent')) places.recent = idAt(before.getTime() - commitMs);
  if (await walk(deps, findAll, places, 'all')) delete places.all;
};

/** The first digits of the ids of messages that were accepted at this time. */
const idAt = (ms: number): string => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

/** Goes some batches on, and says whether it came to the end. A step that fails is taken up again from its place. */
const walk = async (
  { enqueueAll }: EnqueueMissingDeps,
  find: (after: string | undefined) => Promise<JobPage>,
  places: WalkPositions,
  which: keyof typeof batches,
): Promise<boolean> => {
  for (let done = 0; done < batches[which]; done += 1) {
    const { jobs, next } = await find(places[which]);
    if (jobs.length) await enqueueAll(jobs);
    if (next === undefined) return true;
    places[which] = next;
  }
  return false;
};

/** Milliseconds before its time at which a message gets a job. Until then only PostgreSQL has it. */
export const enqueueAheadMs = 3_600_000;

type EnqueueUpcomingDeps = {
  clock: () => Date;
  /**
   * Finds accepted messages after a position that are due at `until` or before, in order of their time. Messages that were
   * due at their creation are left out. Also returns the position from which to continue.
   */
  findUpcoming: (
    until: Date,
    after: string | undefined,
    limit: number,
  ) => Promise<{ jobs: Enqueueing[]; next: string }>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
  aheadMs?: number;
};

const upcomingBatches = 10;

/**
 * Queues scheduled and postponed messages whose time is near. Each message is looked at once, but a process that has
 * just started begins with the oldest one. So nothing is missed when another process dies. Moves `places` on; if a step
 * fails, the next call repeats it.
 */
export const enqueueUpcoming = async (deps: EnqueueUpcomingDeps, places: WalkPositions): Promise<void> => {
  const { clock, findUpcoming, enqueueAll, aheadMs = enqueueAheadMs } = deps;
  const until = new Date(clock().getTime() + aheadMs);
  for (let done = 0; done < upcomingBatches; done += 1) {
    const { jobs, next } = await findUpcoming(until, places.upcoming, enqueueBatch);
    if (jobs.length) await enqueueAll(jobs);
    places.upcoming = next;
    if (jobs.length < enqueueBatch) return;
  }
};

/** Describes a page of accepted messages: of these senders, due at `until` or before, after a position. */
export type AcceptedPage = { senderIds: string[]; until: Date; after?: string | undefined };

type RebuildQueuesDeps = {
  clock: () => Date;
  findSenders: () => Promise<{ id: string }[]>;
  /** Claims the senders whose queue lost its jobs: for some seconds only this caller rebuilds them. */
  claimRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Extends the claims by some seconds and returns the senders that are still claimed. */
  renewRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Marks the queues as complete and returns their senders. */
  finishRebuild: (senderIds: string[]) => Promise<string[]>;
  /** They come in order of their time. */
  findAccepted: (page: AcceptedPage, limit: number) => Promise<JobPage>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

export type RebuiltQueues = { senders: string[]; messages: number };

const rebuildBatch = 500;

/**
 * Rebuilds lost queues with the accepted messages of their senders that are due or due soon, as fast as possible. If a
 * queue is lost again during this time, it is left to the next call.
 */
export const rebuildQueues = async (
  deps: RebuildQueuesDeps,
  signal: AbortSignal,
  onStep: () => void = () => undefined,
): Promise<RebuiltQueues> => {
  const senders = await deps.findSenders();
  let lost = await deps.claimRebuild(senders.map(({ id }) => id));
  const until = new Date(deps.clock().getTime() + enqueueAheadMs);
  let messages = 0;
  let after: string | undefined;
  while (lost.length > 0 && !signal.aborted) {
    const { jobs, next } = await deps.findAccepted({ senderIds: lost, until, after }, rebuildBatch);
    await deps.enqueueAll(jobs);
    messages += jobs.length;
    onStep();
    if (next === undefined) return { senders: await deps.finishRebuild(lost), messages };
    lost = await deps.renewRebuild(lost);
    after = next;
  }
  return { senders: [], messages };
};
