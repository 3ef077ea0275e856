import { feedCampaigns, makeOpenings } from '@recado/messaging';
import type { Context } from '../context.ts';

/** Keeps the senders' queues filled with the messages of running campaigns. */
export const feed = ({ clock, store, producer }: Context): (() => Promise<void>) => {
  const deps = {
    clock,
    openings: makeOpenings(),
    findHungry: store.findHungry,
    feeding: store.feeding,
    enqueueAll: producer.enqueueAll,
  };
  return () => feedCampaigns(deps);
};
