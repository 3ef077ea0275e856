import { randomUUID } from 'node:crypto';
import type { QueueConnection } from './connection.ts';
import { rebuildClaimMs } from './policy.ts';

/** All three throw Unavailable, and say for which of the senders it holds. */
export type QueueLoss = {
  /**
   * Claims the senders whose queue lost its jobs or never had any. For five seconds only this process rebuilds them.
   */
  claimRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Extends this process's claims by five seconds, and returns the senders that it still holds. */
  renewRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Marks queues as complete, and returns their senders, without those whose queue was lost again. */
  finishRebuild: (senderIds: string[]) => Promise<string[]>;
};

/** Detects lost queues, with any cause, and lets one process rebuild each. */
export const makeQueueLoss = ({ engine, answered }: QueueConnection): QueueLoss => {
  const holder = randomUUID();
  return {
    claimRebuild: (senderIds) => answered(() => engine.markers.claim(senderIds, holder, rebuildClaimMs)),
    renewRebuild: (senderIds) => answered(() => engine.markers.renew(senderIds, holder, rebuildClaimMs)),
    finishRebuild: (senderIds) => answered(() => engine.markers.finish(senderIds, holder)),
  };
};

/** Both throw Unavailable. */
export type DatabaseMemory = {
  /** Returns the time that was remembered last; undefined if Redis was emptied, or keeps no queue. */
  recallSeen: () => Promise<Date | undefined>;
  rememberSeen: (at: Date) => Promise<void>;
};

/** Remembers in Redis when the database was last seen. A database with an older time was restored, however that was done. */
export const makeDatabaseMemory = ({ engine, answered }: QueueConnection): DatabaseMemory => ({
  recallSeen: async () => {
    const text = await answered(engine.memory.read);
    return text === undefined ? undefined : new Date(text);
  },
  rememberSeen: (at) => answered(() => engine.memory.write(at.toISOString())),
});
