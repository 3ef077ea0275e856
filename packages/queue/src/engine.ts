import type { DeliverJob } from '@recado/contract';
import type { Job, Processor, Queue, Worker, WorkerOptions } from 'bullmq';
import type { ToQueue } from './job.ts';
import type { Marks } from './marks.ts';

type BullQueue = Queue<DeliverJob, void>;
type BullWorker = Worker<DeliverJob, void>;

/** A sender's queue on either engine. */
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
> & { addBulk: (jobs: ToQueue[]) => Promise<unknown> };

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
  /** `hasty` fails at once when the store is away, for whoever has a caller waiting; `steady` waits until it is back. */
  openQueue: (senderId: string, patience: 'hasty' | 'steady') => SendQueue;
  openWorker: (senderId: string, work: Work, options: WorkOptions) => SendWorker;
  marks: Marks;
  ping: () => Promise<void>;
} & AsyncDisposable;
