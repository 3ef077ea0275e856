import { createRedisBackend, Queue, Worker } from 'bullmq';
import type { Engine } from './engine.ts';
import type { Log } from './log.ts';
import { keyPrefixOf, queueNameOf } from './names.ts';
import { eventsKept, workerRetention } from './policy.ts';
import { watchForRisks } from './redis-checks.ts';
import { openRedis } from './redis-client.ts';
import { makeRedisMarks } from './redis-markers.ts';
import { addingLean } from './redis-queue.ts';
import type { RedisTarget } from './redis-target.ts';
import type { Warn } from './sparing.ts';

type Settings = { target: RedisTarget; prefix: string; log: Log; warn: Warn };

const complaint = 'Redis, which keeps the queue, does not answer: trying again';

/** Queues on Redis: two connections a process, and one more per worker, on which it waits for jobs. */
export const createRedisEngine = ({ target, prefix, log, warn }: Settings): Engine => {
  const clients = { hasty: openRedis(target, 'hasty'), steady: openRedis(target, 'steady') };
  const complain = (error: Error) => warn(error, complaint);
  for (const client of Object.values(clients)) client.on('error', complain).setMaxListeners(0);
  watchForRisks(clients.steady, log);
  return {
    ready: async () => undefined,
    openQueue: (senderId, patience) =>
      addingLean(
        new Queue(
          queueNameOf(senderId),
          {
            connection: clients[patience],
            prefix: keyPrefixOf(prefix, senderId),
            streams: { events: { maxLen: eventsKept } },
          },
          createRedisBackend,
        ).on('error', complain),
      ),
    openWorker: (senderId, work, options) =>
      new Worker(
        queueNameOf(senderId),
        work,
        // Not with each job: without it a job fits Redis's compact encoding, which takes half the memory.
        { ...options, ...workerRetention, connection: clients.steady, prefix: keyPrefixOf(prefix, senderId) },
        createRedisBackend,
      ).on('error', complain),
    marks: makeRedisMarks(clients.hasty, prefix),
    ping: async () => void (await clients.hasty.ping()),
    [Symbol.asyncDispose]: async () => {
      for (const client of Object.values(clients)) client.disconnect();
    },
  };
};
