import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Draws random bytes, many at a time: to ask the system for those of each id or nonce takes longer than to use them. */
export const makeRandomPool = (bytes: number): (() => Buffer) => {
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomFillSync(Buffer.alloc(bytes * 1_024));
      used = 0;
    }
    return pool.subarray(used, (used += bytes));
  };
};

const random = makeRandomPool(16);

/** Creates the id of a message or an event. Ids of later milliseconds sort after earlier ones. */
export const newId = (at?: Date): string => v7({ rng: random, ...(at && { msecs: at.getTime() }) });
