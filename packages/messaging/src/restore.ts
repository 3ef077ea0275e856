import type { Enqueueing } from './messages/accept.ts';

type Deps = {
  findSenders: () => Promise<{ id: string }[]>;
  /** Those of the senders whose queue lost all that it held: they are this caller's to fill again for some seconds. */
  takeLost: (senderIds: string[]) => Promise<string[]>;
  /** Those that are still this caller's, for some seconds more. */
  keepLost: (senderIds: string[]) => Promise<string[]>;
  /** Those that are whole again. */
  settleLost: (senderIds: string[]) => Promise<string[]>;
  /** Accepted messages of these senders, whenever they are due, after the id `after`, in order of id. */
  findAccepted: (senderIds: string[], after: string | undefined, limit: number) => Promise<Enqueueing[]>;
  /** Queues what has no job yet; a message that has one keeps it. */
  enqueueAll: (jobs: Enqueueing[]) => Promise<void>;
};

export type Restored = { senders: string[]; messages: number };

const batch = 500;

/**
 * Fills queues that were lost with every accepted message of their senders, also with those whose time is yet to come,
 * as fast as it can be done. A queue that is lost once more meanwhile is left, and found again by the next call.
 */
export const restoreLost = async (deps: Deps, signal: AbortSignal): Promise<Restored> => {
  const senders = await deps.findSenders();
  let lost = await deps.takeLost(senders.map(({ id }) => id));
  let messages = 0;
  let after: string | undefined;
  while (lost.length > 0 && !signal.aborted) {
    const found = await deps.findAccepted(lost, after, batch);
    await deps.enqueueAll(found);
    messages += found.length;
    if (found.length < batch) return { senders: await deps.settleLost(lost), messages };
    lost = await deps.keepLost(lost);
    after = found.at(-1)?.messageId;
  }
  return { senders: [], messages };
};
