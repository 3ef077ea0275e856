import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RecordedSender } from '@recado/messaging';
import type { Store } from '@recado/store';
import type { LeaseDeps } from './leases.ts';

type Deps = {
  store: Pick<Store, 'checkIn' | 'checkOut' | 'releaseTasks'>;
  /** Gets the senders as each check-in reads them. */
  learnSenders: (senders: RecordedSender[], askedAt: number) => Promise<void>;
  startedAt: Date;
};

export type Membership = Pick<LeaseDeps, 'checkIn' | 'checkOut' | 'releaseTasks'> & {
  /** Returns when the last check-in saw the database, once; `undefined` if that has to be asked. */
  takeSeenAt: () => Date | undefined;
};

/** This worker among the workers of the installation. One statement every few seconds says and asks what all need. */
export const makeMembership = ({ store, learnSenders, startedAt }: Deps): Membership => {
  const worker = { id: randomUUID(), host: hostname(), startedAt };
  let seenAt: Date | undefined;
  return {
    checkIn: async (bid) => {
      const askedAt = performance.now();
      const { senders, ...checkedIn } = await store.checkIn({ worker, ...bid });
      seenAt = checkedIn.seenAt;
      void learnSenders(senders, askedAt);
      return checkedIn;
    },
    releaseTasks: (tasks) => store.releaseTasks(worker.id, tasks),
    checkOut: () => store.checkOut(worker.id),
    takeSeenAt: () => {
      const taken = seenAt;
      seenAt = undefined;
      return taken;
    },
  };
};
