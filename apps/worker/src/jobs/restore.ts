import { restoreLost } from '@recado/messaging';
import type { Logger } from 'pino';
import type { Context } from '../context.ts';

/** Fills the queues again that Redis lost, whatever they held: what is due, scheduled, or waits for another try. */
export const restore = (
  { store, losses, producer }: Context,
  log: Logger,
): ((signal: AbortSignal) => Promise<void>) => {
  const deps = {
    ...losses,
    findSenders: store.findSenders,
    findAccepted: store.findAccepted,
    enqueueAll: producer.enqueueAll,
  };
  return async (signal) => {
    const { senders, messages } = await restoreLost(deps, signal);
    if (messages > 0) log.warn({ senders, messages }, 'queues were lost: every accepted message is queued again');
    else if (senders.length > 0) log.info({ senders }, 'new queues');
  };
};
