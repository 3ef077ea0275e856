import { drainCanceled } from '@recado/messaging';
import type { Context } from '../context.ts';

/** Gives everyone of a canceled campaign an end. A million of them take longer than a worker may take to stop. */
export const drain =
  ({ clock, store }: Context): ((signal: AbortSignal) => Promise<void>) =>
  async (signal) => {
    while (!signal.aborted && (await drainCanceled({ ...store, clock })) > 0);
  };
