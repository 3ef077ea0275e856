import { randomUUID } from 'node:crypto';
import type { QueueConnection } from './connection.ts';
import { holdMs, patienceMs } from './policy.ts';
import { within } from './wait-and-warn.ts';

/** All three throw Unavailable, and say for which of the senders it holds. */
export type Losses = {
  /**
   * Those whose queue lost all that it held, or never held anything. They are this process's to fill again, and nobody
   * else's for five seconds.
   */
  takeLost: (senderIds: string[]) => Promise<string[]>;
  /** Those that are still this process's to fill, for five seconds more. */
  keepLost: (senderIds: string[]) => Promise<string[]>;
  /** Those that hold again all that they should. One that was lost meanwhile is not among them. */
  settleLost: (senderIds: string[]) => Promise<string[]>;
};

/** Notices that queues were lost, whatever became of the store, and shares out among processes who fills them again. */
export const makeLosses = ({ engine }: QueueConnection): Losses => {
  const holder = randomUUID();
  return {
    takeLost: (senderIds) => within(patienceMs, () => engine.marks.take(senderIds, holder, holdMs)),
    keepLost: (senderIds) => within(patienceMs, () => engine.marks.keep(senderIds, holder, holdMs)),
    settleLost: (senderIds) => within(patienceMs, () => engine.marks.settle(senderIds, holder)),
  };
};
