import type { DeliverDeps } from '@recado/messaging';

type Send = DeliverDeps['send'];

type Options = {
  /** The most requests out at the same time. */
  atOnce: number;
  clock: () => Date;
};

/** So long after its claim nobody else has touched a message yet. */
const patienceMs = 5_000;

const makeTurns = (atOnce: number) => {
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

/**
 * Lets at most `atOnce` requests be out, and the others wait their turn: so there is always one that can go out, while
 * others are being claimed or recorded. One that has waited too long is not sent: its claim may be over.
 */
export const limitSends = (send: Send, { atOnce, clock }: Options): Send => {
  const turns = makeTurns(atOnce);
  return async (submission) => {
    const askedAt = clock().getTime();
    await turns.take();
    try {
      if (clock().getTime() - askedAt > patienceMs)
        return { kind: 'unsent', message: 'the requests before it took too long' };
      return await send(submission);
    } finally {
      turns.giveBack();
    }
  };
};
