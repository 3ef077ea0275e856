import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesOfOne = 16;
const pool = Buffer.allocUnsafe(256 * bytesOfOne);
let used = pool.length;

/** From a store of random bytes: asking the system for each id's own costs more than all the rest of it. */
const random = (): Uint8Array => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytesOfOne;
  return pool.subarray(used - bytesOfOne, used);
};

/** A new event's id. Those of later milliseconds sort behind. */
export const newEventId = (): string => v7({ rng: random });
