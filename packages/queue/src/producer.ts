import type { Enqueueing } from '@recado/messaging';
import DataLoader from 'dataloader';
import type { QueueConnection } from './connection.ts';
import { toJobs, type SendQueue } from './engine.ts';

/** Counts jobs: a message counts once per segment. */
export type QueueCounts = { waiting: number; delayed: number; active: number };

export type Producer = {
  /** Queues a message. It never rejects and takes at most a second; the maintenance task queues what failed. */
  enqueue: (job: Enqueueing) => Promise<void>;
  /** Begins to queue a message and returns at once. The maintenance task queues what failed. */
  enqueueSoon: (job: Enqueueing) => void;
  /** Resolves when all that `enqueueSoon` began has ended: within a second or so. */
  settled: () => Promise<void>;
  /** Queues those that have no job yet; one that waits, is delayed or is being handled stays as it is. Throws Unavailable. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
  /** Takes a message's job away, unless it is being handled. The room of its further segments stays empty. Throws Unavailable. */
  remove: (senderId: string, messageId: string) => Promise<void>;
  /** Throws Unavailable. */
  counts: (senderId: string) => Promise<QueueCounts>;
};

/** PostgreSQL takes a fifth of a second for so many, on a busy machine. Each part has its own time limit. */
const jobsAtOnce = 250;

type Opened = (senderId: string) => Promise<SendQueue>;

/**
 * Puts messages in their senders' queues. Enqueueings made at the same time go out as one. A message that is due later
 * than the queue takes it gets no job: a task queues it when its time is near.
 */
export const makeProducer = (connection: QueueConnection): Producer => {
  const opened = rememberQueues(connection);
  const add = (jobs: readonly Enqueueing[], how: HowToAdd = 'addBulk') => {
    const taken = jobs.filter(({ at }) => connection.takes(at));
    return connection.answered(() => addAll(opened, taken, how));
  };
  const batched = new DataLoader<Enqueueing, undefined>(
    async (jobs) => {
      await add(jobs);
      return jobs.map(() => undefined);
    },
    { cache: false, maxBatchSize: 500 },
  );
  const warn = (error: unknown) =>
    connection.warn(error, 'Accepted messages could not be queued; the maintenance task will queue them');
  const soon = batchSoon((jobs: Enqueueing[]) => add(jobs).catch(warn));
  return {
    enqueue: (job) => batched.load(job).catch(warn),
    enqueueSoon: soon.give,
    settled: soon.settled,
    enqueueAll: async (jobs) => {
      for (let from = 0; from < jobs.length; from += jobsAtOnce)
        await add(jobs.slice(from, from + jobsAtOnce), 'addMissing');
    },
    remove: (senderId, messageId) =>
      connection.answered(async () => void (await (await opened(senderId)).remove(messageId))),
    counts: (senderId) =>
      connection.answered(async () => {
        const queue = await opened(senderId);
        const { waiting = 0, prioritized = 0, delayed = 0, active = 0 } = await queue.getJobCounts();
        return { waiting: waiting + prioritized, delayed, active };
      }),
  };
};

const rememberQueues = ({ engine }: QueueConnection): Opened => {
  const queues = new Map<string, SendQueue>();
  // A queue whose first command got no answer refuses every later one, so the next call opens another.
  const forget = async (senderId: string, queue: SendQueue) => {
    queues.delete(senderId);
    await queue.close();
  };
  return async (senderId) => {
    await engine.ready();
    const known = queues.get(senderId);
    if (known) return known;
    const queue = engine.openQueue(senderId, 'hasty');
    queues.set(senderId, queue);
    queue.waitUntilReady().catch(() => forget(senderId, queue).catch(() => undefined));
    return queue;
  };
};

/** `addMissing` is for callers that do not know which messages have a job. */
type HowToAdd = 'addBulk' | 'addMissing';

const addTo = async (queue: SendQueue, jobs: Enqueueing[], how: HowToAdd): Promise<void> => {
  const now = Date.now();
  const [first, ...others] = jobs.flatMap((job) => toJobs(job, now));
  if (!first) return;
  // One statement in PostgreSQL, where a bulk makes temporary tables.
  if (others.length) await queue[how]([first, ...others]);
  else await queue.add(first.name, first.data, first.opts);
};

const addAll = async (opened: Opened, jobs: readonly Enqueueing[], how: HowToAdd): Promise<void> => {
  const bySender = Map.groupBy(jobs, (job) => job.senderId);
  await Promise.all([...bySender].map(async ([senderId, own]) => addTo(await opened(senderId), own, how)));
};

/**
 * Runs the items of one turn of the event loop together, after that turn. Only callers of `settled` wait: it resolves
 * when all runs have ended. `run` never rejects.
 */
export const batchSoon = <Item>(run: (items: Item[]) => Promise<void>) => {
  const running = new Set<Promise<void>>();
  let batched: Item[] = [];

  const start = () => {
    const items = batched;
    batched = [];
    const ended = run(items).finally(() => running.delete(ended));
    running.add(ended);
  };

  return {
    give: (item: Item): void => {
      if (batched.push(item) === 1) setImmediate(start);
    },
    settled: async (): Promise<void> => {
      // Items of this turn start at its end, before the work that is requested now.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      await Promise.all(running);
    },
  };
};
