import { randomUUID } from 'node:crypto';
import type { QueueConnection } from './connection.ts';
import { rebuildClaimMs, patienceMs } from './policy.ts';
import { withTimeout } from './wait-and-warn.ts';

/** All three throw Unavailable, and say for which of the senders it holds. */
export type QueueLoss = {
  /**
   * Those whose queue lost all that it held, or never held anything. They are this process's to fill again, and nobody
   * else's for five seconds.
   */
  claimRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Those that are still this process's to fill, for five seconds more. */
  renewRebuild: (senderIds: string[]) => Promise<string[]>;
  /** Those that hold again all that they should. One that was lost meanwhile is not among them. */
  finishRebuild: (senderIds: string[]) => Promise<string[]>;
};

/** Notices that queues were lost, whatever became of the store, and shares out among processes who fills them again. */
export const makeQueueLoss = ({ engine }: QueueConnection): QueueLoss => {
  const holder = randomUUID();
  return {
    claimRebuild: (senderIds) => withTimeout(patienceMs, () => engine.markers.claim(senderIds, holder, rebuildClaimMs)),
    renewRebuild: (senderIds) => withTimeout(patienceMs, () => engine.markers.renew(senderIds, holder, rebuildClaimMs)),
    finishRebuild: (senderIds) => withTimeout(patienceMs, () => engine.markers.finish(senderIds, holder)),
  };
};
