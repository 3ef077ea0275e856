import type { Engine, RedisTarget } from './engine.ts';
import { answerTimeoutMs as usualTimeoutMs, horizonMs } from './policy.ts';
import { createPostgresEngine } from './postgres-engine.ts';
import { createRedisEngine } from './redis-engine.ts';
import { warnOncePerBurst, withTimeout, type Log, type Warn } from './wait-and-warn.ts';

export type QueueConnection = {
  /** Resolves when the queue's store answers, within the time limit; throws Unavailable. */
  ping: () => Promise<void>;
  /** Throws while the queue cannot be used as it is set up: its schema or the rights on it are missing. */
  checkReady: () => Promise<void>;
  /** Only producer and consumer use it. */
  engine: Engine;
  /** Returns whether the queue takes a job that is due at this time. Later ones wait in PostgreSQL. */
  takes: (at: Date | undefined) => boolean;
  /** Waits for the queue's answer as long as callers may wait, then throws Unavailable. For work that may be repeated. */
  answered: <T>(work: () => Promise<T>) => Promise<T>;
  log: Log;
  warn: Warn;
} & AsyncDisposable;

export type QueueSettings = {
  /** Keeps the queues on this Redis; without it they are in PostgreSQL. */
  redis?: RedisTarget | undefined;
  /** `postgres://…` of the record, used when there is no Redis. */
  databaseUrl?: string | undefined;
  /**
   * Holds the id of the installation, which sets its queues apart from those of others. Nothing is queued before it is
   * known.
   */
  installation: string | Promise<string>;
  /** Returns the database's time. Default: this process's. */
  clock?: () => Date;
  /** Milliseconds ahead of their time at which the queue takes jobs. */
  horizonMs?: number;
  /** Milliseconds that callers wait for the queue's answer. Default: a second. */
  answerTimeoutMs?: number;
  log: Log;
};

/** Connects in the background: neither this nor what is built on it fails because the store is away. */
export const createQueueConnection = (settings: QueueSettings): QueueConnection => {
  const warn = warnOncePerBurst(settings.log);
  const { clock = () => new Date(), horizonMs: aheadMs = horizonMs, answerTimeoutMs = usualTimeoutMs } = settings;
  const engine = engineOf({ ...settings, answerTimeoutMs }, warn);
  const answered = <T>(work: () => Promise<T>) => withTimeout(answerTimeoutMs, work);
  return {
    ping: () => answered(engine.ping),
    checkReady: engine.checkReady,
    engine,
    takes: (at) => !at || at.getTime() <= clock().getTime() + aheadMs,
    answered,
    log: settings.log,
    warn,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
};

type EngineSettings = QueueSettings & { answerTimeoutMs: number };

const engineOf = ({ redis, databaseUrl, installation, answerTimeoutMs, log }: EngineSettings, warn: Warn): Engine => {
  if (redis) return createRedisEngine({ target: redis, installation, answerTimeoutMs, log, warn });
  if (databaseUrl) return createPostgresEngine({ databaseUrl, installation, warn });
  throw new Error('The queue needs a place: give redis or databaseUrl');
};
