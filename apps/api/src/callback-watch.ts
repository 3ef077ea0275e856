import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessHeartbeat, RefusedCallbacks } from '@recado/messaging';
import type { Logger } from '@recado/runtime';

/** Counts in memory, because a callback must not wait for it and a forger must not write to PostgreSQL. */
export const makeCallbackWatch = ({ clock }: { clock: () => Date }) => {
  let lastAt: Date | undefined;
  let refused = new Map<string, RefusedCallbacks>();
  return {
    noteGood: (): void => {
      lastAt = clock();
    },
    noteRefused: (route: RefusedCallbacks['route']): void => {
      const minute = new Date(Math.floor(clock().getTime() / 60_000) * 60_000);
      const key = `${route} ${minute.getTime()}`;
      refused.set(key, { minute, route, callbacks: (refused.get(key)?.callbacks ?? 0) + 1 });
    },
    lastAt: () => lastAt,
    /** Returns those since the last call. */
    takeRefused: (): RefusedCallbacks[] => {
      const taken = [...refused.values()];
      refused = new Map();
      return taken;
    },
  };
};
export type CallbackWatch = ReturnType<typeof makeCallbackWatch>;

type Deps = {
  clock: () => Date;
  callbacks: CallbackWatch;
  writeHeartbeat: (process: ProcessHeartbeat) => Promise<void>;
  writeRefusedCallbacks: (refused: readonly RefusedCallbacks[]) => Promise<void>;
  log: Logger;
};

const everyMs = 5_000;

/** Says every five seconds that this API runs, and writes down which callbacks it refused. */
export const keepHeartbeat = async (deps: Deps, signal: AbortSignal): Promise<void> => {
  const own = { id: randomUUID(), kind: 'api' as const, host: hostname(), startedAt: deps.clock() };
  let isFailing = false;
  while (!signal.aborted) {
    try {
      await writeOnce(deps, own);
      isFailing = false;
    } catch (error) {
      if (!isFailing) deps.log.warn({ err: error }, 'Heartbeat not written; it will be tried again');
      isFailing = true;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
};

const writeOnce = async (
  { clock, callbacks, writeHeartbeat, writeRefusedCallbacks }: Deps,
  own: Omit<ProcessHeartbeat, 'seenAt'>,
): Promise<void> => {
  const lastCallbackAt = callbacks.lastAt();
  await writeHeartbeat({ ...own, seenAt: clock(), ...(lastCallbackAt && { lastCallbackAt }) });
  await writeRefusedCallbacks(callbacks.takeRefused());
};
