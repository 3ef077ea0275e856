import type { Context } from '../context.ts';

const atOnce = 10_000;

/** Adds up what changed of campaigns' messages, until what is left is less than a batch. */
export const fold =
  ({ store }: Context): (() => Promise<void>) =>
  async () => {
    while ((await store.foldDeltas(atOnce)) === atOnce);
  };
