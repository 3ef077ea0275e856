import { randomFillSync } from 'node:crypto';

const nonceBytes = 12;
const drawnTogether = 1024;

/** Random nonces of 12 bytes, drawn many at a time: to draw each by itself takes longer than to seal with it. */
export const makeNonces = (): (() => Buffer) => {
  let drawn = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next === drawn.length) {
      drawn = randomFillSync(Buffer.alloc(nonceBytes * drawnTogether));
      next = 0;
    }
    return drawn.subarray(next, (next += nonceBytes));
  };
};
