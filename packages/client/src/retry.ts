import { RecadoProblem } from './problem.ts';

/** Recognizes a problem that may pass by itself. */
export const isPassing = (error: unknown): error is RecadoProblem =>
  error instanceof RecadoProblem && (passingStatuses.has(error.status) || passingTypes.has(error.type));

const passingStatuses = new Set([429, 502, 503, 504]);

/** The first request may still run when the second arrives: its answer comes a moment later. */
const passingTypes = new Set(['no-answer', 'timeout', 'idempotency-key-in-use']);

const firstMs = 500;
const longestMs = 30_000;

/** A call does not wait longer than this, even if the API asks for it: then its problem is thrown. */
export const patienceMs = 120_000;

/** A timer of more than 24 days would end at once. */
const mostMs = 3_600_000;

/** Returns the wait before another try, in milliseconds: as the API asks, or twice as long each time, with jitter. */
export const waitMsOf = (failures: number, problem?: RecadoProblem): number => {
  const asked = problem?.retryAfterSeconds;
  const bound = Math.min(firstMs * 2 ** failures, longestMs);
  // Clients that failed at the same time do not come back at the same time.
  return asked === undefined
    ? bound * (0.5 + Math.random() / 2)
    : Math.min(asked * 1000, mostMs) + Math.random() * firstMs;
};

/** Rejects with the reason of the signal if it aborts first. */
export const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- The caller chose the reason.
    const stop = () => (clearTimeout(timer), reject(signal?.reason));
    const timer = setTimeout(() => (signal?.removeEventListener('abort', stop), resolve()), ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
