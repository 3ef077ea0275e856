import type { SendQueue, SendWorker } from './engine.ts';
import { rateCheckMs } from './policy.ts';
import type { Warn } from './wait-and-warn.ts';

/** More than any window allows: only a pause has this count. */
const pauseMark = 1_000_000_000;

/** Milliseconds for which the queue is still paused; 0 or less when it is not. */
export const pauseLeft = (queue: SendQueue): Promise<number> => queue.getRateLimitTtl(pauseMark);

/**
 * Keeps a sender's rate in the store, where all workers read it with each job. The last word that any worker gave
 * holds. When the store lost it (a flush), it is put back within a second of the next job. Until then the workers' own
 * limiters hold, which count together.
 */
export const syncRateLimit = ({ queue, worker, mps, warn }: Held) => {
  let rateWindow = rateWindowOf(mps);
  let unsynced = true;
  let checking = false;
  let looks = 0;
  let hasJobs = false;

  const change = (next: RateWindow) => {
    rateWindow = next;
    worker.opts.limiter = next;
    looks = looksAfterChange;
  };

  const check = async () => {
    const stored = await queue.getGlobalRateLimit();
    if (stored && !unsynced) {
      if (!isSame(stored, rateWindow)) change(stored);
    } else {
      const synced = rateWindow;
      await queue.setGlobalRateLimit(synced.max, synced.duration);
      unsynced = rateWindow !== synced;
    }
    if (looks === 0) return;
    await endLongWindow(queue, rateWindow);
    looks -= 1;
  };

  const attempt = async () => {
    if (checking || !(hasJobs || unsynced || looks > 0)) return;
    checking = true;
    hasJobs = false;
    try {
      await check();
    } catch (error) {
      warn(error, "Could not store a sender's rate in the queue; retrying");
    } finally {
      checking = false;
    }
  };

  const setRate = (next: number) => {
    change(rateWindowOf(next));
    unsynced = true;
    void attempt();
  };

  setRate(mps);
  const timer = setInterval(() => void attempt(), rateCheckMs);
  /** Call this for each job. Without jobs the rate is not checked. */
  const jobTaken = () => void (hasJobs = true);
  return { setRate, jobTaken, [Symbol.dispose]: () => clearInterval(timer) };
};

/** A window of a slower rate would hold the queue until it ends; a pause has to. */
const endLongWindow = async (queue: SendQueue, rateWindow: RateWindow): Promise<void> => {
  const [left, pausedMs] = await Promise.all([queue.getRateLimitTtl(1), pauseLeft(queue)]);
  if (pausedMs <= 0 && left > rateWindow.duration) await queue.removeRateLimitKey();
};

/** A worker that has not heard of the change yet, or has just asked for a job, may open another window of the old rate. */
const looksAfterChange = 3;

const isSame = (one: RateWindow, other: RateWindow): boolean =>
  one.max === other.max && one.duration === other.duration;

type Held = { queue: SendQueue; worker: SendWorker; mps: number; warn: Warn };

/** Allows at most `max` jobs in each window of `duration` milliseconds. */
type RateWindow = { max: number; duration: number };

const shortestMs = 100;
const longestMs = 250;
const goodEnough = 0.995;

const perSecond = ({ max, duration }: RateWindow) => (max * 1000) / duration;

/** Rounded first, so that 0.1 * 30 is 3 and not a hair less. */
const floor = (value: number) => Math.floor(Number(value.toFixed(6)));
const ceil = (value: number) => Math.ceil(Number(value.toFixed(6)));

/**
 * Cuts a rate into the short windows that keep it even: a window of a whole second lets two seconds' worth through
 * around its end. Never above `mps` (messages a second, 0.01 to 10,000), and at least 99 % of it.
 */
export const rateWindowOf = (mps: number): RateWindow => {
  if (!(mps > 0)) throw new RangeError(`A rate is more than 0 messages a second, got ${mps}`);
  if (mps <= 1000 / shortestMs) return { max: 1, duration: ceil(1000 / mps) };
  let best: RateWindow = { max: floor((mps * shortestMs) / 1000), duration: shortestMs };
  for (let duration = shortestMs; duration <= longestMs; duration += 1) {
    const rateWindow = { max: floor((mps * duration) / 1000), duration };
    if (perSecond(rateWindow) > perSecond(best)) best = rateWindow;
    if (perSecond(best) >= mps * goodEnough) break;
  }
  return best;
};
