import { requeueWaiting, type RepairCursor } from '@recado/messaging';
import type { Context } from '../context.ts';
import type { Chore } from './upkeep.ts';

const hourMs = 3_600_000;
const keysKeptMs = 24 * hourMs;
const keysAtOnce = 5_000;

const requeue = ({ clock, store, producer }: Context, everyMs: number): Chore => {
  let cursor: RepairCursor;
  const run = async () => {
    cursor = await requeueWaiting({ clock, findWaiting: store.findWaiting, enqueueAll: producer.enqueueAll }, cursor);
  };
  return { name: 'requeue', everyMs, run };
};

const forgetKeys = ({ clock, store }: Context): Chore => ({
  name: 'forget idempotency keys',
  everyMs: hourMs / 60,
  run: async () => {
    await store.deleteOldIdempotencyKeys(new Date(clock().getTime() - keysKeptMs), keysAtOnce);
  },
});

/** All that keeps the record and the queue in order. */
export const choresOf = (context: Context, everyMs: number): Chore[] => [
  requeue(context, everyMs),
  forgetKeys(context),
];
