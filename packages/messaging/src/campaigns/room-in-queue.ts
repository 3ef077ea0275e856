/** Seconds of a sender's rate that campaigns may have in its queue: what a pause or a cancellation has to catch up with. */
const windowSeconds = 20;

/**
 * How much more may go into a sender's queue now, in units of its rate (units a second). 0 until it is worth the while: a
 * second of the rate, or a quarter of the whole window.
 */
export const roomInQueue = (rate: number, queued: number): number => {
  const window = Math.ceil(rate * windowSeconds);
  const room = window - queued;
  return room >= Math.max(1, Math.min(rate, window / 4)) ? room : 0;
};
