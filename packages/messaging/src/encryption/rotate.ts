import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Describes the result of one step of a rotation. `changed`: rows. Only batches are limited by the rate; other steps
 * must keep up with writers.
 */
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

export type RotateRequest<S extends Step> = {
  /** The most rows per second that are re-encrypted. */
  rate: number;
  onStep: (step: S) => void;
};

const largestBatch = 500;
const lookAgainMs = 200;

/**
 * Runs a rotation step by step beside the running system until nothing is left, and returns the last step. Each step is
 * atomic, so the rotation may be killed and run again.
 */
export const rotate = async <S extends Step>(
  { begin, next, wait = sleep }: RotateDeps<S>,
  { rate, onStep }: RotateRequest<S>,
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
 * Describes one step of an encryption key rotation. It re-encrypted rows of a table, waits for transactions that began
 * before this pass, or has nothing left to do. `unreadable` counts rows that no key can decrypt.
 */
export type EncryptionRotationStep =
  | { kind: 'batch'; table: string; pass: number; seen: number; changed: number }
  | { kind: 'waits' }
  | { kind: 'over'; resealed: number; unreadable: number };

/**
 * Describes one step of an index key rotation. It prepared a table, filled rows, built one of PostgreSQL's indexes or
 * switched to the new index. It may also restore constraints, or wait for a lock or for a process with other keys. At
 * the end nothing is left to do.
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
