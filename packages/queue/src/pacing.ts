import { setTimeout as sleep } from 'node:timers/promises';
import type { SendJob } from './engine.ts';
import { rateWindowOf } from './rate-limit.ts';

/** The part of a window by which a request may be late; the rest is for the time from here to the network. */
const tolerated = 0.6;
/** The part of a window over which requests are spread; the rest is for catching up. */
const spread = 0.8;
const weightOfLatest = 1 / 16;
/** A late request raises the usual lateness by at most this many windows. */
const stepOfLate = 4;
/** Messages a second. A faster sender is never short of room in a window, and timers are too coarse for it. */
const fastest = 1_000;

/** The longest window that is spread: a claim does not keep for longer, and a slower sender has one message a window. */
const longestMs = 1_000;

/** When the request of a job is to go out. */
export type SendSlot = {
  /** Waits for the request's moment: less than a window of the rate, and than a second. */
  waitUntilDue: () => Promise<void>;
  /**
   * Ask this right before the request is sent. If it returns false, the request is so late that two windows' requests
   * would meet. The message then goes back to the front of the queue and is claimed again.
   */
  isOnTime: () => boolean;
};

/** `isLate` may be asked at any time. */
export type PacedSendSlot = SendSlot & { isLate: () => boolean };

type Options = {
  /** Returns the sender's rate now, in messages a second. */
  mps: () => number;
  clock?: () => number;
  /** Waits for so many milliseconds. */
  wait?: (ms: number) => Promise<unknown>;
};

type Taken = Pick<SendJob, 'processedOn' | 'attemptsStarted'>;

/**
 * The store limits when jobs are taken, but their requests are sent later. If all are equally late, they still leave at
 * the rate. A request delayed by a stalled process or database would leave together with those of later windows.
 *
 * The usual lateness is learned from requests that are sent, and in small steps, once per window, from those that may
 * not. So a single stall changes little, and a machine that is always slow is accepted as it is. A job that was taken
 * before is sent in any case. Permanent slowness therefore delays messages but does not stop them.
 */
export const makePacing = ({ mps, clock = Date.now, wait = sleep }: Options) => {
  const momentOf = spreadMoments();
  let usualMs = 0;
  let learnedOfLateAt = 0;

  const learnOfLate = (ms: number, now: number, windowMs: number) => {
    if (now - learnedOfLateAt < windowMs) return;
    learnedOfLateAt = now;
    usualMs = toward(usualMs, Math.min(ms, usualMs + stepOfLate * windowMs));
  };

  return ({ processedOn, attemptsStarted }: Taken): PacedSendSlot => {
    const now = clock();
    const windowMs = Math.min(rateWindowOf(mps()).duration, longestMs);
    const isPaced = mps() <= fastest;
    // A clock that was set back makes no request wait.
    const moment = isPaced ? momentOf(Math.min(processedOn ?? now, now), windowMs) : now;
    const lateMs = () => clock() - moment;
    const isLate = () => {
      const late = isPaced && attemptsStarted === 1 && lateMs() > usualMs + tolerated * windowMs;
      if (late) learnOfLate(lateMs(), clock(), windowMs);
      return late;
    };
    return {
      waitUntilDue: async () => {
        if (lateMs() < -1) await wait(-lateMs());
      },
      isLate,
      isOnTime: () => {
        if (isLate()) return false;
        usualMs = toward(usualMs, lateMs());
        return true;
      },
    };
  };
};

const toward = (mean: number, latest: number) => mean + (latest - mean) * weightOfLatest;

/** Gives jobs that are taken all at once moments as far apart as they come on the average, all of them within their window. */
const spreadMoments = () => {
  let apart = 0;
  let last = { takenAt: 0, moment: 0 };
  return (takenAt: number, windowMs: number): number => {
    apart = toward(apart, Math.min(takenAt - last.takenAt, windowMs));
    const free = last.moment + apart * spread;
    const moment = Math.min(Math.max(takenAt, free), takenAt + windowMs * spread);
    last = { takenAt, moment };
    return moment;
  };
};
