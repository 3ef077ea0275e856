import type { DeliverJob } from '@recado/contract';
import type { Enqueueing } from '@recado/messaging';
import type { Job, JobsOptions, Processor, Queue, Worker, WorkerOptions } from 'bullmq';

type BullQueue = Queue<DeliverJob, void>;
type BullWorker = Worker<DeliverJob, void>;

/** Describes a sender's queue on either engine. */
export type SendQueue = Pick<
  BullQueue,
  | 'add'
  | 'remove'
  | 'getJobCounts'
  | 'getGlobalRateLimit'
  | 'setGlobalRateLimit'
  | 'getRateLimitTtl'
  | 'removeRateLimitKey'
  | 'rateLimit'
  | 'waitUntilReady'
  | 'close'
> & {
  addBulk: (jobs: ToQueue[]) => Promise<unknown>;
  /** The same for jobs of which most, or none, are missing. One that is there costs next to nothing. */
  addMissing: (jobs: ToQueue[]) => Promise<unknown>;
};

export type SendWorker = Pick<BullWorker, 'pause' | 'resume' | 'close' | 'concurrency'> & {
  opts: Pick<WorkerOptions, 'limiter'>;
};

export type SendJob = Pick<
  Job<DeliverJob, void>,
  'id' | 'name' | 'data' | 'opts' | 'processedOn' | 'attemptsStarted' | 'moveToDelayed' | 'moveToWait'
>;

type Work = Processor<DeliverJob, void>;

type WorkOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** Where the queues are kept: on Redis or in PostgreSQL. Nothing above this package knows which. */
export type Engine = {
  /** Resolves when queues can be opened. It tries for as long as it takes; rejects only once the engine is disposed of. */
  ready: () => Promise<void>;
  /** Throws while the queue's schema or the rights on it are missing. */
  checkReady: () => Promise<void>;
  /** `hasty` fails at once when the store is away, for callers that must not wait; `steady` waits until it is back. */
  openQueue: (senderId: string, mode: 'hasty' | 'steady') => SendQueue;
  openWorker: (senderId: string, work: Work, options: WorkOptions) => SendWorker;
  markers: Markers;
  /** Holds one text that outlives the record. In PostgreSQL there is none. */
  memory: { read: () => Promise<string | undefined>; write: (text: string) => Promise<void> };
  ping: () => Promise<void>;
} & AsyncDisposable;

/**
 * Each sender's queue has a marker that disappears with the queue: in a flush, in a restart without persistence, with a
 * node of a cluster. A queue without a marker is rebuilt by one process until it is marked as complete. Each of the
 * three methods returns the senders for which it succeeded.
 */
export type Markers = {
  /** Claims, for `forMs`, queues that have no marker and that no other process holds. */
  claim: (senderIds: string[], holder: string, forMs: number) => Promise<string[]>;
  /** Keeps hold, for `forMs` more; not of a queue that was lost once more. */
  renew: (senderIds: string[], holder: string, forMs: number) => Promise<string[]>;
  /** Marks the queues as complete, and gives up the claim. */
  finish: (senderIds: string[], holder: string) => Promise<string[]>;
};

type Address = { host: string; port: number };

type Access = { username?: string; password?: string; tls?: boolean };

/** Describes the Redis server that REDIS_URL names. A cluster has one database, number 0. */
export type RedisTarget =
  | ({ kind: 'single'; db?: number } & Address & Access)
  | ({ kind: 'sentinel'; sentinels: Address[]; master: string; db?: number; sentinelPassword?: string } & Access)
  | ({ kind: 'cluster'; nodes: Address[] } & Access);

/** A queue per sender: a sender is what Twilio and Meta limit. */
export const queueNameOf = (senderId: string): string => `send.${senderId}`;

/**
 * Each queue has a hash tag of its own, so that a cluster keeps a queue's keys on one node and spreads the queues. It
 * names the installation, because several may use one Redis and have senders of the same name.
 */
export const keyPrefixOf = (installation: string, senderId: string): string =>
  `{recado-${installation}:${queueNameOf(senderId)}}`;

export type ToQueue = { name: 'deliver' | 'spacer'; data: DeliverJob; opts: JobsOptions & { jobId: string } };

/** BullMQ takes jobs without a priority number first, then those with the lowest. */
const campaignPriority = 10;

/**
 * A message's job has the message's id, so a message has at most one job. Beside the id it has only the number of segments.
 * Each further segment adds a spacer job, which takes its share of the sender's rate and does nothing. So a text of three
 * segments takes three times the rate of one.
 */
export const toJobs = (message: Enqueueing, now: number): ToQueue[] => {
  const { messageId, segments = 1 } = message;
  const data = { messageId, ...(segments > 1 && { segments }) };
  const options = optionsOf(message, now);
  return [{ name: 'deliver', data, opts: { ...options, jobId: messageId } }, ...spacersOf(data, messageId, options)];
};

/** Returns the spacers of a message's further segments, with ids that begin with `prefix`. */
export const spacersOf = ({ messageId, segments = 1 }: DeliverJob, prefix: string, options: JobsOptions): ToQueue[] =>
  Array.from({ length: segments - 1 }, (_, index) => ({
    name: 'spacer',
    data: { messageId },
    opts: { ...options, jobId: `${prefix}.${index + 2}` },
  }));

const optionsOf = ({ at, lane }: Enqueueing, now: number): JobsOptions => {
  const delay = at ? Math.max(0, at.getTime() - now) : 0;
  return { ...(delay > 0 && { delay }), ...(lane === 'campaign' && { priority: campaignPriority }) };
};
