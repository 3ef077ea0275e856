/** At most `max` jobs in each window of `duration` milliseconds. */
export type Slice = { max: number; duration: number };

const shortestMs = 100;
const longestMs = 250;
const goodEnough = 0.995;

const perSecond = ({ max, duration }: Slice) => (max * 1000) / duration;

/** Rounded first, so that 0.1 * 30 is 3 and not a hair less. */
const floor = (value: number) => Math.floor(Number(value.toFixed(6)));
const ceil = (value: number) => Math.ceil(Number(value.toFixed(6)));

/**
 * Cuts a rate into the short windows that keep it even: a window of a whole second lets two seconds' worth through
 * around its end. Never above `mps` (messages a second, 0.01 to 10,000), and at least 99 % of it.
 */
export const sliceOf = (mps: number): Slice => {
  if (!(mps > 0)) throw new RangeError(`A rate is more than 0 messages a second, got ${mps}`);
  if (mps <= 1000 / shortestMs) return { max: 1, duration: ceil(1000 / mps) };
  let best: Slice = { max: floor((mps * shortestMs) / 1000), duration: shortestMs };
  for (let duration = shortestMs; duration <= longestMs; duration += 1) {
    const slice = { max: floor((mps * duration) / 1000), duration };
    if (perSecond(slice) > perSecond(best)) best = slice;
    if (perSecond(best) >= mps * goodEnough) break;
  }
  return best;
};
