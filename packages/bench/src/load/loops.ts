type Options = {
  /** Makes the nth request; each has its own n. */
  send: (n: number) => Promise<void>;
  concurrency: number;
  durationMs: number;
};

/** Sends the next as soon as one is answered: as fast as it goes. Answers a second. */
export const closedLoop = async ({ send, concurrency, durationMs }: Options): Promise<number> => {
  const began = performance.now();
  let next = 0;
  const turn = async () => {
    while (performance.now() - began < durationMs) await send(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, turn));
  return (next / (performance.now() - began)) * 1000;
};
