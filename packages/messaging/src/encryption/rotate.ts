import { setTimeout as sleep } from 'node:timers/promises';

/** What a step of a rotation did. `changed`: rows. Only batches keep to the rate: it would never catch up with who writes faster. */
type Step =
  | { kind: 'batch'; changed: number }
  | { kind: 'waits' }
  | { kind: 'over' }
  | { kind: 'prepared' | 'late' | 'built' | 'switched' | 'settled' };

export type RotateDeps<S extends Step> = {
  begin: () => Promise<void>;
  /** `limit`: how many rows it looks at, at most. */
  next: (limit: number) => Promise<S>;
  wait?: (ms: number) => Promise<void>;
};

export type RotateWish<S extends Step> = {
  /** Rows that are written anew, a second, at most. */
  rate: number;
  onStep: (step: S) => void;
};

const largestBatch = 500;
const lookAgainMs = 200;

/**
 * Goes on, step by step beside all that runs, until there is nothing left to do, and gives what that step tells. A step is
 * whole or has not been, so it may be killed and run again.
 */
export const rotate = async <S extends Step>(
  { begin, next, wait = sleep }: RotateDeps<S>,
  { rate, onStep }: RotateWish<S>,
): Promise<Extract<S, { kind: 'over' }>> => {
  await begin();
  for (;;) {
    const step = await next(Math.min(rate, largestBatch));
    onStep(step);
    if (step.kind === 'over') return step as Extract<S, { kind: 'over' }>;
    await wait(waitAfter(step, rate));
  }
};

const waitAfter = (step: Step, rate: number): number => {
  if (step.kind === 'waits') return lookAgainMs;
  return step.kind === 'batch' ? (step.changed / rate) * 1_000 : 0;
};

/**
 * Of a rotation of the encryption keys: it looked at some rows of a table and sealed some of them anew; or nothing, because
 * something that began before this pass is under way; or there is nothing left to do, and so many rows hold something that
 * no key opens.
 */
export type RotationStep =
  | { kind: 'batch'; table: string; pass: number; seen: number; changed: number }
  | { kind: 'waits' }
  | { kind: 'over'; resealed: number; unreadable: number };

/**
 * Of a rotation of the index: a table got room for the next index; some of its rows got theirs, or some that were written
 * after it was gone through; one of PostgreSQL's indexes over it was built; people are found under it; so many constraints are left to be put back; nothing, because something
 * that began earlier holds a table or a process has other keys; or there is nothing left to do, after so many rows.
 */
export type IndexRotationStep =
  | { kind: 'prepared'; table: string }
  | { kind: 'batch'; table: string; seen: number; changed: number }
  | { kind: 'late'; table: string; changed: number }
  | { kind: 'built'; table: string; name: string }
  | { kind: 'switched' }
  | { kind: 'settled'; left: number }
  | { kind: 'waits' }
  | { kind: 'over'; rows: number };
