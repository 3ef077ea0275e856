import type { Context } from '../context.ts';

type Deps = Pick<Context, 'clock' | 'store'>;

/** Numbers events as they are committed, so that the outbox stays small when nobody reads them. */
export const numberEvents =
  ({ store }: Pick<Deps, 'store'>): (() => Promise<void>) =>
  async () => {
    await store.advanceEvents();
  };

const dayMs = 24 * 3_600_000;
const deliveriesAtOnce = 5_000;

/** Makes the partitions of the next days before they are needed, and drops those that are past the setting. */
export const keepEventPartitions =
  ({ clock, store }: Deps): (() => Promise<void>) =>
  async () => {
    const { eventLogDays } = await store.findSettings();
    const before = new Date(clock().getTime() - eventLogDays * dayMs);
    await store.keepEventPartitions(before);
    await store.forgetDeliveries(before, deliveriesAtOnce);
  };
