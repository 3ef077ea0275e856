/**
 * Lets at most `atOnce` in at a time, the others in the order in which they came, and none of them before a rest is over.
 */
export const makeGate = (atOnce: number) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let restsUntil = 0;
  const admit = () => {
    if (inside >= atOnce || !waiting.length) return;
    const tooEarlyBy = restsUntil - performance.now();
    if (tooEarlyBy > 0) return void setTimeout(admit, tooEarlyBy);
    inside += 1;
    waiting.shift()?.();
  };
  return {
    // Not at once: calls that are made in this turn of the event loop belong together.
    enter: (proceed: () => void): void => {
      waiting.push(proceed);
      setImmediate(admit);
    },
    leave: (): void => {
      inside -= 1;
      setImmediate(admit);
    },
    rest: (ms: number): void => {
      restsUntil = performance.now() + ms;
    },
  };
};
