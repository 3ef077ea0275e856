import type { Allowance } from '@recado/messaging';
import { setTimeout as wait } from 'node:timers/promises';

type Deps = {
  /** Milliseconds of a clock that only moves on. */
  now: () => number;
  /** Takes so many requests out of what all processes may let through for a key in this second. */
  takeAllowance: (keyId: string, wanted: number) => Promise<Allowance>;
};

/** Whether a request may pass; how many more may, and in how many ms all may again. */
export type Spent = { isWithin: boolean; remaining: number; resetMs: number };

type Window = {
  endsAt: number;
  /** Taken for this process, and not used yet. */
  credit: number;
  /** What was left for everyone when it was last asked. */
  left: number;
  used: number;
  /** In the window before: by it this process reckons how much to take at once. */
  usedBefore: number;
  waiting: number;
  asking?: Promise<void>;
};

const windowMs = 1_000;
/** So many times a second a busy process asks for more. */
const asksPerWindow = 10;
/** A store that takes longer than this holds nobody up. */
const patienceMs = 250;
const keysKept = 10_000;

/** A window with nothing in it. */
const emptyWindow = (now: number, usedBefore: number): Window => ({
  endsAt: now + windowMs,
  credit: 0,
  left: 1,
  used: 0,
  usedBefore,
  waiting: 0,
});

/**
 * Lets as many requests of a key pass in a second as its limit says, over all processes. A process takes some of the
 * second's allowance at once and spends it by itself, so that most requests ask nobody; what it does not spend is lost,
 * which is a tenth of what it lets through. When the store does not answer, each process counts by itself.
 */
export const makeSpendAllowance = ({ now, takeAllowance }: Deps) => {
  const windows = new Map<string, Window>();

  const windowOf = (keyId: string): Window => {
    const known = windows.get(keyId);
    if (known && (known.endsAt > now() || known.asking)) return known;
    const isNext = known && now() < known.endsAt + windowMs;
    const window = emptyWindow(now(), isNext ? known.used : 0);
    windows.delete(keyId);
    windows.set(keyId, window);
    const oldest = windows.keys().next().value;
    if (windows.size > keysKept && oldest !== undefined) windows.delete(oldest);
    return window;
  };

  const ask = async (keyId: string, limit: number, window: Window): Promise<void> => {
    const rate = Math.max(window.used, window.usedBefore);
    const wanted = Math.min(limit, Math.max(window.waiting, Math.ceil(rate / asksPerWindow)));
    const tooLate = wait(patienceMs, undefined, { ref: false });
    const answer = await Promise.race([takeAllowance(keyId, wanted).catch(() => undefined), tooLate]);
    // What nobody tells it, it allows itself.
    const { taken, leftMs } = answer ?? { taken: limit, leftMs: windowMs };
    window.credit = answer ? Math.max(0, Math.min(wanted, limit - (taken - wanted))) : limit;
    window.left = Math.max(0, limit - taken);
    window.endsAt = now() + leftMs;
  };

  const tell = (isWithin: boolean, { left, credit, endsAt }: Window): Spent => ({
    isWithin,
    remaining: left + credit,
    resetMs: Math.max(0, endsAt - now()),
  });

  return async (keyId: string, limit: number): Promise<Spent> => {
    for (;;) {
      const window = windowOf(keyId);
      if (window.credit > 0) {
        window.credit -= 1;
        window.used += 1;
        return tell(true, window);
      }
      if (window.left === 0) return tell(false, window);
      window.waiting += 1;
      window.asking ??= Promise.resolve()
        .then(() => ask(keyId, limit, window))
        .finally(() => delete window.asking);
      await window.asking;
      window.waiting -= 1;
    }
  };
};
