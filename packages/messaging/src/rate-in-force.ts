/** The last sign that a sender is too fast for Twilio or a carrier. */
export type Throttle = {
  /** Messages a second right after the sign. */
  rate: number;
  at: Date;
  /** Twilio's code. */
  cause?: number;
};

const floor = 1 / 8;
const climb = 1 / 10;
const climbEveryMs = 5_000;
const oneHalvingPerMs = 2_000;

/** Messages a second that a sender may send now: what a throttle left of it, climbing back step by step to `mps`. */
export const rateInForce = (mps: number, throttle: Throttle | undefined, now: Date): number => {
  if (!throttle) return mps;
  const steps = Math.max(0, Math.floor((now.getTime() - throttle.at.getTime()) / climbEveryMs));
  return Math.min(mps, throttle.rate + steps * climb * mps);
};

/**
 * The throttle after a new sign, or `undefined` when the last one is so fresh that both mean the same. Many workers see
 * the same overload at once; it halves the rate once.
 */
export const throttled = (
  mps: number,
  before: Throttle | undefined,
  now: Date,
  cause?: number,
): Throttle | undefined => {
  if (before && now.getTime() - before.at.getTime() < oneHalvingPerMs) return undefined;
  const rate = Math.max(mps * floor, rateInForce(mps, before, now) / 2);
  return { rate, at: now, ...(cause !== undefined && { cause }) };
};
