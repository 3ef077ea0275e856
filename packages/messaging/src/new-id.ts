import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesOfOne = 16;
const randomPool = Buffer.allocUnsafe(256 * bytesOfOne);
let used = randomPool.length;

/** Creates the id of a message or an event. Ids of later milliseconds sort after earlier ones. */
export const newId = (at?: Date): string => v7({ rng: random, ...(at && { msecs: at.getTime() }) });

/** Takes random bytes from a pool. Asking the system for the bytes of each id costs more than the rest of it. */
const random = (): Uint8Array => {
  if (used === randomPool.length) {
    randomFillSync(randomPool);
    used = 0;
  }
  used += bytesOfOne;
  return randomPool.subarray(used - bytesOfOne, used);
};
