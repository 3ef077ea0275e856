import type { PostgresConnection } from 'bullmq';
import { stalling } from './policy.ts';
import { queueSchema } from './postgres-schema.ts';

/** A queue from which a worker of this process takes jobs. */
export type WatchedQueue = {
  name: string;
  /** Ends the worker's wait in so many milliseconds, if it waits: it asks for a job. */
  wakeIn: (ms: number) => void;
  /** Returns the jobs of dead workers to the queue. */
  recoverStalled: () => Promise<unknown>;
};

export type QueueWatch = {
  add: (queue: WatchedQueue) => void;
  remove: (queue: WatchedQueue) => void;
  /** Wakes the worker if there is a job, or when one becomes due. Rejects if PostgreSQL does not answer. */
  look: (queue: WatchedQueue) => Promise<void>;
} & Disposable;

type Connection = Pick<PostgresConnection, 'getListenClient'> & {
  on: (event: 'listenerinvalidated', listener: () => void) => unknown;
};

type ListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/**
 * Jobs of dead workers are looked for this often, and half as often while no queue has a job in hand. Such a job comes back
 * as soon in both cases: its lock lasts as long as the longer pause.
 */
const lookEveryMs = stalling.stalledInterval;
const answerWithinMs = 5_000;

/**
 * Watches all queues of a process by one statement every few seconds, on the connection that hears of new jobs. So an
 * idle worker costs PostgreSQL little, however many senders there are. A connection that does not answer is replaced,
 * because its notices may be lost.
 */
export const watchQueues = (connection: Connection, complain: (error: unknown) => void): QueueWatch => {
  const queues = new Set<WatchedQueue>();
  const asked = new Set<WatchedQueue>();
  let listening: Promise<ListenClient> | undefined;
  let looking: Promise<void> | undefined;
  let hasActive = false;
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;

  connection.on('listenerinvalidated', () => {
    listening = undefined;
    for (const { wakeIn } of queues) wakeIn(0);
  });

  const startListening = async (): Promise<ListenClient> => {
    const client = await connection.getListenClient();
    await client.query('listen bullmq_jobs');
    client.on('notification', ({ payload }) => {
      for (const { name, wakeIn } of queues) if (name === payload) wakeIn(0);
    });
    return client;
  };
  const listen = (): Promise<ListenClient> => {
    if (listening) return listening;
    const starting = startListening();
    listening = starting;
    starting.catch(() => {
      if (listening === starting) listening = undefined;
    });
    return starting;
  };

  const lookAtAsked = async (): Promise<void> => {
    try {
      const client = await listen();
      while (asked.size) {
        const batch = [...asked];
        asked.clear();
        const found = await findWork(client, batch);
        hasActive = found.some((work) => work.hasActive);
        for (const queue of batch) {
          const work = found.find(({ name }) => name === queue.name);
          if (work?.dueIn !== undefined) queue.wakeIn(work.dueIn);
          if (work?.isCheckDue) queue.recoverStalled().catch(complain);
        }
      }
    } finally {
      // At once, so that a queue which is asked for from now on starts another look.
      looking = undefined;
      asked.clear();
    }
  };
  const lookAt = (some: Iterable<WatchedQueue>): Promise<void> => {
    for (const queue of some) asked.add(queue);
    return (looking ??= lookAtAsked());
  };

  const lookLater = (): void => {
    timer = setTimeout(() => void lookAgain(), hasActive ? lookEveryMs : 2 * lookEveryMs);
  };
  const lookAgain = async (): Promise<void> => {
    await lookAt(queues).catch((error: unknown) => isEnded || complain(error));
    if (!isEnded) lookLater();
  };

  return {
    add: (queue) => {
      queues.add(queue);
      if (!timer) lookLater();
    },
    remove: (queue) => void queues.delete(queue),
    look: (queue) => lookAt([queue]),
    [Symbol.dispose]: () => {
      isEnded = true;
      clearTimeout(timer);
    },
  };
};

type Work = {
  name: string;
  /** Milliseconds until there is a job to take: 0 or less if there is one. Absent if the queue has none. */
  dueIn?: number;
  hasActive: boolean;
  isCheckDue: boolean;
};

type Row = { name: string; isWaiting: boolean; dueAt: string | null; hasActive: boolean; isCheckDue: boolean };

const findWork = async (client: ListenClient, queues: readonly WatchedQueue[]): Promise<Work[]> => {
  const now = Date.now();
  const silent = setTimeout(() => replace(client), answerWithinMs);
  try {
    const names = queues.map(({ name }) => name);
    const { rows } = await client.query<Row>(workOf, [names, now - stalling.stalledInterval]);
    return rows.map(({ isWaiting, dueAt, ...row }) => {
      if (isWaiting) return { ...row, dueIn: 0 };
      return { ...row, ...(dueAt !== null && { dueIn: Number(dueAt) - now }) };
    });
  } finally {
    clearTimeout(silent);
  }
};

/** BullMQ replaces a client that fails, and says so by `listenerinvalidated`. */
const replace = (client: ListenClient): void => {
  const failure = new Error(`no answer within ${answerWithinMs} ms on the connection that hears of jobs`);
  if ('emit' in client && typeof client.emit === 'function') client.emit('error', failure);
};

/** The times are those of processes, as BullMQ writes them. */
const workOf = `
  select
    queue.name,
    exists (select from ${queueSchema}.job where job.queue = queue.name and state = 'waiting')
      and not exists (
        select from ${queueSchema}.meta where meta.queue = queue.name and field = 'paused' and value = '1'
      ) as "isWaiting",
    (select min(process_at_ms) from ${queueSchema}.job where job.queue = queue.name and state = 'delayed') as "dueAt",
    active.exist as "hasActive",
    active.exist and not exists (
      select from ${queueSchema}.meta
      where meta.queue = queue.name and field = 'stalled-check' and value::bigint > $2
    ) as "isCheckDue"
  from
    unnest($1::text[]) as queue (name),
    lateral (
      select exists (select from ${queueSchema}.job where job.queue = queue.name and state = 'active') as exist
    ) as active`;

/** The marker that BullMQ's worker gets when its wait ends: the time at which to ask for a job. */
type Marker = { member: string; score: number };

const askNow: Marker = { member: '', score: 0 };
/** The worker asks for nothing. It closes or pauses, or else it waits again. */
const askNever: Marker = { member: '', score: Number.POSITIVE_INFINITY };

export type JobWait = {
  /** Waits until there may be a job, or for so many milliseconds. */
  wait: (ms: number) => Promise<Marker>;
  /** Ends the wait that runs, if there is one, and no job is taken for it. */
  interrupt: () => void;
} & Disposable;

/** Waits for the jobs of one queue. It is watched until the wait is disposed of. */
export const makeJobWait = (watch: QueueWatch, of: Omit<WatchedQueue, 'wakeIn'>): JobWait => {
  let end: ((marker: Marker) => void) | undefined;
  let endsAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const wakeIn = (ms: number): void => {
    const at = performance.now() + ms;
    if (!end || at >= endsAt) return;
    if (ms <= 0) return end(askNow);
    endsAt = at;
    clearTimeout(timer);
    timer = setTimeout(end, ms, askNow);
  };
  const queue: WatchedQueue = { ...of, wakeIn };
  watch.add(queue);

  return {
    wait: async (ms) => {
      const { promise, resolve, reject } = Promise.withResolvers<Marker>();
      end = resolve;
      endsAt = Number.POSITIVE_INFINITY;
      wakeIn(ms);
      watch.look(queue).catch(reject);
      try {
        return await promise;
      } finally {
        end = undefined;
        clearTimeout(timer);
      }
    },
    interrupt: () => end?.(askNever),
    [Symbol.dispose]: () => {
      watch.remove(queue);
      end?.(askNever);
    },
  };
};
