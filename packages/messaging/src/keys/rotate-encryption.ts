import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a step of a rotation did: looked at some rows of a table and sealed some of them anew; or nothing, because
 * something that began before this pass is under way; or there is nothing left to do.
 */
export type RotationStep =
  | { kind: 'batch'; table: string; pass: number; seen: number; resealed: number }
  | { kind: 'waits' }
  | { kind: 'over'; resealed: number; unreadable: number };

export type RotateEncryptionDeps = {
  begin: () => Promise<void>;
  /** `limit`: how many rows it looks at, at most. */
  next: (limit: number) => Promise<RotationStep>;
  wait?: (ms: number) => Promise<void>;
};

type Wish = {
  /** Rows that are sealed anew, a second, at most. */
  rate: number;
  onStep: (step: RotationStep) => void;
};

type Rotated = Omit<Extract<RotationStep, { kind: 'over' }>, 'kind'>;

const largestBatch = 500;
const lookAgainMs = 200;

/**
 * Seals all that is sealed with the current key, step by step beside all that runs, and tells how many rows that were and
 * how many hold something that no key opens. A step is whole or has not been, so it may be killed and run again, and run
 * several times at once.
 */
export const rotateEncryption = async (
  { begin, next, wait = sleep }: RotateEncryptionDeps,
  { rate, onStep }: Wish,
): Promise<Rotated> => {
  await begin();
  for (;;) {
    const step = await next(Math.min(rate, largestBatch));
    onStep(step);
    if (step.kind === 'over') return { resealed: step.resealed, unreadable: step.unreadable };
    await wait(step.kind === 'waits' ? lookAgainMs : (step.resealed / rate) * 1_000);
  }
};
