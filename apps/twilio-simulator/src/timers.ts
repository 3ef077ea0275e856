/** The longest delay that setTimeout takes; a message may be scheduled further ahead. */
const longest = 2 ** 31 - 1;

/**
 * Delays that all end together when the simulator does. Node keeps timers of one length in one list, so a plain timer
 * for each step of each message costs about a microsecond.
 */
export const makeTimers = () => {
  const pending = new Set<NodeJS.Timeout>();
  const after = (ms: number, act: () => void): void => {
    const timeout = setTimeout(
      () => {
        pending.delete(timeout);
        if (ms > longest) after(ms - longest, act);
        else act();
      },
      Math.min(Math.round(ms), longest),
    );
    pending.add(timeout);
  };
  const stop = (): void => {
    for (const timeout of pending) clearTimeout(timeout);
    pending.clear();
  };
  return { after, stop };
};
export type Timers = Pick<ReturnType<typeof makeTimers>, 'after'>;
