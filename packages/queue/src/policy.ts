import { enqueueAheadMs, type RetryPolicy } from '@recado/messaging';

const second = 1_000;
const minute = 60 * second;

/**
 * The retry policy of a request that Twilio did not take: at most eight if Twilio said so. The waits are random, up to
 * 1, 2, 4, 8, 16, 32, 64 and 128 s. The whole range is random, so that messages that failed together are not retried together.
 */
export const makeRetryPolicy = (random: () => number = Math.random): RetryPolicy => ({
  maxAttempts: 8,
  delayAfter: (attempt) => fullJitter(second, 5 * minute, attempt, random),
});

const fullJitter = (base: number, cap: number, attempt: number, random: () => number) =>
  Math.round(random() * Math.min(cap, base * 2 ** (attempt - 1)));

/** Milliseconds until a job comes back whose handler threw for the `attempt`th time: a fault of ours, so it never gives up. */
export const delayAfterFault = (attempt: number, random: () => number = Math.random): number =>
  second + fullJitter(second, minute, Math.min(attempt, 16), random);

/** A sender pauses this long when PostgreSQL does not answer: its jobs stay queued and use up nothing. */
export const pauseWhenUnavailableMs = second;

/** The record keeps the history; the queue holds only what waits: said with each job, or to each worker. */
export const jobRetention = { removeOnComplete: true, removeOnFail: true } as const;
export const workerRetention = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } } as const;

/**
 * A job whose worker died is taken again after at most `lockDuration` + `stalledInterval`, 15 s. No job ever fails for
 * stalling: the claim in the record makes it safe to run one twice.
 */
export const stalling = {
  lockDuration: 10 * second,
  stalledInterval: 5 * second,
  maxStalledCount: 2 ** 31 - 1,
} as const;

/** The longest time until a new consumer uses its full concurrency. */
export const beginWithinMs = second / 2;

/** The longest that a worker sleeps before it looks again, so that a raised rate is obeyed at once. */
export const longestSleepMs = second;

/** The interval at which a worker checks that its sender's rate is still in the store: a flush removes it. */
export const rateCheckMs = second;

/**
 * A process has this long to rebuild a lost queue. It renews the claim with each step; if it dies, another one takes
 * over.
 */
export const rebuildClaimMs = 5 * second;

/** The queue takes jobs a little earlier than the task looks for them, so that no clock leaves a gap in between. */
export const horizonMs = enqueueAheadMs + minute;

/** The longest time that a caller waits for the queue when enqueueing. */
export const answerTimeoutMs = second;

/** Length of BullMQ's own event stream, which nothing reads here. */
export const eventsKept = 100;
