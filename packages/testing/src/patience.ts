/**
 * The milliseconds that a test waits for something that takes a second or two on a quiet machine. A busy one may be
 * ten times slower. A wait ends as soon as its condition holds, so a long limit costs nothing.
 */
export const patienceMs = 60_000;

/** The limits of `npm test`. */
export const limits = {
  expect: { poll: { timeout: patienceMs } },
  testTimeout: 5 * patienceMs,
  hookTimeout: 5 * patienceMs,
  teardownTimeout: patienceMs,
};

/** The limits of `npm run test:long`. */
export const longLimits = {
  ...limits,
  expect: { poll: { timeout: 3 * patienceMs } },
  testTimeout: 15 * patienceMs,
};
