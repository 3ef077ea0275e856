import type { CampaignProgress } from '@recado/contract';
import { setTimeout as sleep } from 'node:timers/promises';

export type ProgressListener = {
  /** How far the campaign has come: at first, and whenever that is something else than before. */
  changed: (progress: CampaignProgress) => void;
  /** Nothing more will come. */
  closed: () => void;
};

type Deps = { read: (id: string) => Promise<CampaignProgress>; everyMs: number };

type Watch = { listeners: Set<ProgressListener>; latest?: CampaignProgress };

/** All but the time at which it was read. */
const essenceOf = ({ at: _at, ...progress }: CampaignProgress): string => JSON.stringify(progress);

/** Reads the progress of campaigns that somebody listens to: once for all who listen to the same one. */
export const makeProgressWatch = ({ read, everyMs }: Deps) => {
  const watches = new Map<string, Watch>();
  const closing = new AbortController();

  const look = async (id: string, watch: Watch): Promise<void> => {
    const progress = await read(id);
    if (watch.latest && essenceOf(watch.latest) === essenceOf(progress)) return;
    watch.latest = progress;
    for (const listener of watch.listeners) listener.changed(progress);
  };

  const follow = async (id: string, watch: Watch): Promise<void> => {
    while (watch.listeners.size > 0) {
      // A store that is away comes back: whoever listens goes on waiting.
      await look(id, watch).catch(() => undefined);
      await sleep(everyMs, undefined, { ref: false });
    }
    watches.delete(id);
  };

  return {
    /** Gives what ends the listening. */
    listen: (id: string, listener: ProgressListener): (() => void) => {
      if (closing.signal.aborted) {
        listener.closed();
        return () => undefined;
      }
      const known = watches.get(id);
      const watch: Watch = known ?? { listeners: new Set() };
      watch.listeners.add(listener);
      if (watch.latest) listener.changed(watch.latest);
      if (!known) {
        watches.set(id, watch);
        void follow(id, watch);
      }
      return () => void watch.listeners.delete(listener);
    },
    /** Ends all listening, now and from now on. */
    close: (): void => {
      closing.abort();
      for (const { listeners } of watches.values()) {
        for (const listener of listeners) listener.closed();
        listeners.clear();
      }
    },
  };
};
export type ProgressWatch = ReturnType<typeof makeProgressWatch>;
