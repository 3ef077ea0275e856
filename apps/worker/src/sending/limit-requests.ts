import type { DeliverDeps, Outcome, Submission } from '@recado/messaging';
import type { SendSlot } from '@recado/queue';

/** `late`: it did not go, because its time had passed. */
export type RateLimitedRequest = (submission: Submission, sendSlot: SendSlot) => Promise<Outcome | 'late'>;

type Options = {
  /** The most requests out at the same time. */
  atOnce: number;
  clock: () => Date;
};

/** So long after its claim nobody else has touched a message yet. */
const patienceMs = 5_000;

/**
 * Lets at most `atOnce` requests be out, and the others wait for a place: so there is always one that can go out, while
 * others are being claimed or recorded. One that has waited too long is not sent: its claim may be over.
 */
export const rateLimited = (request: DeliverDeps['send'], { atOnce, clock }: Options): RateLimitedRequest => {
  const semaphore = makeSemaphore(atOnce);
  return async (submission, sendSlot) => {
    await sendSlot.waitUntilDue();
    const readyAt = clock().getTime();
    await semaphore.take();
    try {
      if (clock().getTime() - readyAt > patienceMs)
        return { kind: 'unsent', message: 'the requests before it took too long' };
      return sendSlot.isOnTime() ? await request(submission) : 'late';
    } finally {
      semaphore.giveBack();
    }
  };
};

const makeSemaphore = (atOnce: number) => {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    take: async (): Promise<void> => {
      if (taken < atOnce) taken += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    giveBack: (): void => {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    },
  };
};
