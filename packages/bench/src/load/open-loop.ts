import { setTimeout as sleep } from 'node:timers/promises';

type Options = {
  /** Makes the nth request; each has its own n. */
  send: (n: number) => Promise<void>;
  perSecond: number;
  durationMs: number;
};

/**
 * Sends at a constant rate, whatever the answers take, as many callers do who know nothing of each other. Gives the
 * milliseconds that each answer took since its request was due: a server that halts makes all of them wait, not one.
 */
export const openLoop = async ({ send, perSecond, durationMs }: Options): Promise<number[]> => {
  const began = performance.now();
  const total = Math.round((perSecond * durationMs) / 1000);
  const dueAt = (n: number) => began + (n * 1000) / perSecond;
  const timed = async (n: number) => {
    await send(n);
    return performance.now() - dueAt(n);
  };
  const answers: Promise<number>[] = [];
  while (answers.length < total) {
    while (answers.length < total && dueAt(answers.length) <= performance.now()) answers.push(timed(answers.length));
    await sleep(1);
  }
  return Promise.all(answers);
};
