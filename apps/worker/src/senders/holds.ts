type Consumption = { pause: () => Promise<void>; resume: () => Promise<void> };

/** Takes jobs only while nobody holds them: the record and the way to Twilio do so independently of each other. */
export const makeHolds = ({ pause, resume }: Consumption) => {
  const holders = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();

  const hold = async (holder: string): Promise<void> => {
    const first = holders.size === 0;
    holders.add(holder);
    if (first) await pause();
  };

  const release = async (holder: string): Promise<void> => {
    if (holders.delete(holder) && holders.size === 0) await resume();
  };

  return {
    hold,
    release,
    /** Holds for so many milliseconds; a hold of the same holder goes on as it is. */
    holdFor: async (holder: string, ms: number): Promise<void> => {
      if (holders.has(holder)) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void release(holder);
      }, ms);
      timers.add(timer);
      await hold(holder);
    },
    /** Releases nothing any more: the consumption ends. */
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
