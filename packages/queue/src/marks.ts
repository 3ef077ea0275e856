/**
 * Beside each sender's queue stands a mark that goes when the queue goes: in a flush, in a restart without persistence,
 * with a node of a cluster. A queue without a mark is held by whoever fills it again, until it is marked as whole.
 * Each of the three answers with those of the senders for which it could be done.
 */
export type Marks = {
  /** Takes hold, for `forMs`, of queues that have no mark and that nobody else holds. */
  take: (senderIds: string[], holder: string, forMs: number) => Promise<string[]>;
  /** Keeps hold, for `forMs` more; not of a queue that was lost once more. */
  keep: (senderIds: string[], holder: string, forMs: number) => Promise<string[]>;
  /** Marks as whole, and lets go. */
  settle: (senderIds: string[], holder: string) => Promise<string[]>;
};
