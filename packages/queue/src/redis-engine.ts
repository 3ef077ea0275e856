import type { DeliverJob } from '@recado/contract';
import { createRedisBackend, Queue, Worker, type JobJson } from 'bullmq';
import { makeAddJobs } from './add-jobs.ts';
import {
  keyPrefixOf,
  queueNameOf,
  type Engine,
  type Markers,
  type RedisTarget,
  type SendQueue,
  type ToQueue,
} from './engine.ts';
import { eventsKept, workerRetention } from './policy.ts';
import { openRedis, watchForRisks, type RedisClient } from './redis-client.ts';
import type { Log, Warn } from './wait-and-warn.ts';

type Settings = {
  target: RedisTarget;
  installation: string | Promise<string>;
  /** The time limit of commands for callers that must not wait. */
  answerTimeoutMs: number;
  log: Log;
  warn: Warn;
};

const pingKeptForMs = 10_000;
const complaint = 'Queue store Redis is not responding; retrying';

/** Queues on Redis: two connections a process, and one more per worker, on which it waits for jobs. */
export const createRedisEngine = ({ target, installation, answerTimeoutMs, log, warn }: Settings): Engine => {
  const clients = { hasty: openRedis(target, answerTimeoutMs), steady: openRedis(target) };
  const complain = (error: Error) => warn(error, complaint);
  for (const client of Object.values(clients)) client.on('error', complain).setMaxListeners(0);
  watchForRisks(clients.steady, log);
  let known: string | undefined;
  const ready = async () => {
    known ??= await installation;
    return known;
  };
  const prefixOf = (senderId: string) => {
    if (known === undefined) throw new Error('The queue is not ready: await ready() first');
    return keyPrefixOf(known, senderId);
  };
  return {
    ready: async () => void (await ready()),
    checkReady: async () => undefined,
    openQueue: (senderId, mode) =>
      addingLean(
        new Queue(
          queueNameOf(senderId),
          {
            connection: clients[mode],
            prefix: prefixOf(senderId),
            streams: { events: { maxLen: eventsKept } },
          },
          createRedisBackend,
        ).on('error', complain),
        clients[mode],
      ),
    openWorker: (senderId, work, options) =>
      new Worker(
        queueNameOf(senderId),
        work,
        // Not with each job: without it a job fits Redis's compact encoding, which takes half the memory.
        { ...options, ...workerRetention, connection: clients.steady, prefix: prefixOf(senderId) },
        createRedisBackend,
      ).on('error', complain),
    markers: makeRedisMarkers(clients.hasty, ready),
    memory: {
      read: async () => (await clients.hasty.get(memoryKeyOf(await ready()))) ?? undefined,
      write: async (text) => void (await clients.hasty.set(memoryKeyOf(await ready()), text)),
    },
    // A PING is answered by a replica too, and by a Redis whose memory is full.
    ping: async () => void (await clients.hasty.set('{recado:ping}', '', 'PX', pingKeptForMs)),
    [Symbol.asyncDispose]: async () => {
      for (const client of Object.values(clients)) client.disconnect();
    },
  };
};

const memoryKeyOf = (installation: string): string => `{recado-${installation}:database}`;

const stateOfNew = {
  progress: 0,
  attemptsMade: 0,
  attemptsStarted: 0,
  stalledCounter: 0,
  failedReason: '',
  returnvalue: '',
};

const jsonOf = ({ name, data, opts }: ToQueue, timestamp: number): JobJson => ({
  ...stateOfNew,
  id: opts.jobId,
  name,
  data: JSON.stringify(data),
  opts: { attempts: 0, ...opts },
  timestamp,
});

/**
 * A queue whose `addBulk` gives jobs to BullMQ's backend in their stored form. BullMQ's own method creates an unused
 * object for each job and checks unused options. That is a third of the cost of adding a job.
 */
const addingLean = (queue: Queue<DeliverJob, void>, client: RedisClient): SendQueue => {
  const addJobs = makeAddJobs(client);
  const addBulk = async (jobs: ToQueue[]) => {
    const now = Date.now();
    await queue.waitUntilReady();
    await addJobs(
      queue.backend,
      jobs.map((job) => jsonOf(job, now)),
    );
  };
  const addMissing = async (jobs: ToQueue[]) => {
    const found = await client.exists(jobs.map(({ opts }) => queue.toKey(opts.jobId)));
    if (found < jobs.length) await addBulk(jobs);
  };
  return Object.assign(queue, { addBulk, addMissing });
};

const makeRedisMarkers = (client: RedisClient, findInstallation: () => Promise<string>): Markers => {
  const run = async (script: string, senderIds: string[], ...args: (string | number)[]): Promise<string[]> => {
    const installation = await findInstallation();
    const ask = (senderId: string) => client.eval(script, 1, `${keyPrefixOf(installation, senderId)}:mark`, ...args);
    const done = await Promise.all(senderIds.map(ask));
    return senderIds.filter((_, index) => done[index] === 1);
  };
  return {
    claim: (senderIds, holder, forMs) => run(markerSteps.take, senderIds, holder, forMs),
    renew: (senderIds, holder, forMs) => run(markerSteps.keep, senderIds, holder, forMs),
    finish: (senderIds, holder) => run(markerSteps.settle, senderIds, holder),
  };
};

/**
 * A key holds its holder's name for a time, or without limit the mark that the queue is complete. Each step is one
 * script, because a flush may come between two commands.
 */
const markerSteps = {
  take: `local held = redis.call('get', KEYS[1])
    if held and held ~= ARGV[1] then return 0 end
    redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
    return 1`,
  keep: `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('pexpire', KEYS[1], ARGV[2])`,
  settle: `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('set', KEYS[1], 'whole')
    return 1`,
} as const;
