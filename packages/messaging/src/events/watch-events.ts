type Deps = {
  /** Numbers what is new and returns the last number. */
  advanceEvents: () => Promise<number>;
  /** Ends the waiting of all. */
  isStopping?: () => boolean;
  everyMs?: number;
  /** The most callers that wait at the same time. */
  most?: number;
};

type Waiter = { after: number; resolve: () => void };

/**
 * Lets callers wait for new events. All of them share one look at the record at a time. If there is no room, a caller
 * waits for one look and no longer.
 */
export const makeWaitForEvents = ({ advanceEvents, isStopping = () => false, everyMs = 200, most = 200 }: Deps) => {
  const waiters = new Set<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const last = await advanceEvents().catch(() => 0);
    for (const waiter of waiters) if (last > waiter.after || isStopping()) waiter.resolve();
    timer = waiters.size ? setTimeout(() => void look(), everyMs) : undefined;
  };
  return (after: number, ms: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { after, resolve };
    const end = setTimeout(resolve, waiters.size < most ? ms : Math.min(ms, everyMs));
    const stop = () => resolve();
    signal.addEventListener('abort', stop, { once: true });
    waiters.add(waiter);
    timer ??= setTimeout(() => void look(), everyMs);
    return promise.finally(() => {
      clearTimeout(end);
      signal.removeEventListener('abort', stop);
      waiters.delete(waiter);
    });
  };
};
