import { setTimeout as wait } from 'node:timers/promises';
import type { SendJob } from './engine.ts';
import { rateWindowOf } from './rate-limit.ts';

/** Of a window: how late a request may be. Less than all of it, for what it takes from here to the wire. */
const tolerated = 0.6;
/** Of a window: over how much of it requests are spread. What remains is to catch up. */
const spread = 0.8;
const weightOfLatest = 1 / 16;
/** In windows: of how much more lateness than usual one that may not go tells. */
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
   * To be asked right before the request goes out. If it may not, it came so late that the requests of two windows of
   * the rate would meet: the message goes back in front of the others and is taken anew.
   */
  isOnTime: () => boolean;
};

/** `isLate` may be asked at any time. */
export type PacedSendSlot = SendSlot & { isLate: () => boolean };

type Options = {
  /** The sender's rate now, in messages a second. */
  mps: () => number;
  clock?: () => number;
};

type Taken = Pick<SendJob, 'processedOn' | 'attemptsStarted'>;

/**
 * The store limits when jobs are taken, but their requests leave later. As long as all of them are as late as usual, they
 * leave at the rate as well; one that a stalled process or record held up would leave together with those of later windows.
 * What is usual is learned from those that go out, and in small steps from those that may not, once a window: a single
 * halt changes little, while a machine that is always short of time comes to be taken as it is. One that was taken before
 * goes out in any case. So slowness for good delays messages, and does not stop them.
 */
export const makePacing = ({ mps, clock = Date.now }: Options) => {
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
    // A clock that was set back meanwhile makes nobody wait.
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
