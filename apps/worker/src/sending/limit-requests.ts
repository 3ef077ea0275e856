import type { DeliverDeps, Outcome, Submission } from '@recado/messaging';
import type { SendSlot } from '@recado/queue';
import { makeSemaphore } from '@recado/runtime';

/** `late`: it did not go, because its time had passed. */
export type RateLimitedRequest = (submission: Submission, sendSlot: SendSlot) => Promise<Outcome | 'late'>;

type Options = {
  /** The most requests out at the same time. */
  atOnce: number;
  clock: () => Date;
};

/** Until this long after its claim no other worker touches a message. */
const longestWaitMs = 5_000;

/**
 * Lets at most `atOnce` requests be in flight; others wait. So one can always be sent while others are being claimed or
 * recorded. A request that has waited too long is not sent, because its claim may have ended.
 */
export const rateLimited = (request: DeliverDeps['send'], { atOnce, clock }: Options): RateLimitedRequest => {
  const enter = makeSemaphore(atOnce);
  return async (submission, sendSlot) => {
    await sendSlot.waitUntilDue();
    const readyAt = clock().getTime();
    const leave = await enter();
    try {
      if (clock().getTime() - readyAt > longestWaitMs)
        return { kind: 'unsent', message: 'the requests before it took too long' };
      return sendSlot.isOnTime() ? await request(submission) : 'late';
    } finally {
      leave();
    }
  };
};
