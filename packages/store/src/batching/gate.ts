/** Lets at most `atOnce` in at a time, the others in the order in which they came. */
export const makeGate = (atOnce: number) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const admit = () => {
    if (inside >= atOnce) return;
    const enter = waiting.shift();
    if (!enter) return;
    inside += 1;
    enter();
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
  };
};
