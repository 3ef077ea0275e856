/** For `expect.poll`: soon, but on a busy machine within ten seconds. */
export const eventually = { timeout: 10_000 };
