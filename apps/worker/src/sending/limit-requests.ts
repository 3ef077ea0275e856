import type { DeliverDeps, Outcome, Submission } from '@recado/messaging';
import type { Turn } from '@recado/queue';

type Send = DeliverDeps['send'];

/** `late`: it did not go, because its time had passed. */
export type LimitedSend = (submission: Submission, turn: Turn) => Promise<Outcome | 'late'>;

type Options = {
  /** The most requests out at the same time. */
  atOnce: number;
  clock: () => Date;
};

/** So long after its claim nobody else has touched a message yet. */
const patienceMs = 5_000;

/**
 * Lets at most `atOnce` requests be out, and the others wait their turn: so there is always one that can go out, while
 * others are being claimed or recorded. One that has waited too long is not sent: its claim may be over.
 */
export const limitSends = (send: Send, { atOnce, clock }: Options): LimitedSend => {
  const turns = makeTurns(atOnce);
  return async (submission, turn) => {
    await turn.comes();
    const askedAt = clock().getTime();
    await turns.take();
    try {
      if (clock().getTime() - askedAt > patienceMs)
        return { kind: 'unsent', message: 'the requests before it took too long' };
      return turn.mayGo() ? await send(submission) : 'late';
    } finally {
      turns.giveBack();
    }
  };
};

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
