type Deps = {
  clock: () => Date;
  /** Canceled campaigns of which somebody is left. */
  findUndrained: (at: Date) => Promise<string[]>;
  /** Ends up to `limit` messages that wait, and gives how many. */
  cancelAccepted: (campaignId: string, at: Date, limit: number) => Promise<number>;
  /** Ends up to `limit` people who have no message yet, and gives how many. */
  cancelUnfed: (campaignId: string, at: Date, limit: number) => Promise<number>;
};

const batch = 5_000;

/**
 * Gives everyone of a canceled campaign who was not sent anything an end, a batch of each campaign at a time, so that its
 * ledger has no holes. Gives how many it ended. Any number of workers may do so.
 */
export const drainCanceled = async (deps: Deps): Promise<number> => {
  let ended = 0;
  for (const id of await deps.findUndrained(deps.clock())) {
    ended += await deps.cancelAccepted(id, deps.clock(), batch);
    ended += await deps.cancelUnfed(id, deps.clock(), batch);
  }
  return ended;
};
