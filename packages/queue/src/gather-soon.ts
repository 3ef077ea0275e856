/**
 * Runs the items that are given in one turn of the event loop together, once that turn is over. Nobody waits for a run but
 * who asks for `settled`, which resolves when every run that was begun has ended. `run` never rejects.
 */
export const gatherSoon = <Item>(run: (items: Item[]) => Promise<void>) => {
  const running = new Set<Promise<void>>();
  let gathered: Item[] = [];

  const start = () => {
    const items = gathered;
    gathered = [];
    const ended = run(items).finally(() => running.delete(ended));
    running.add(ended);
  };

  return {
    give: (item: Item): void => {
      if (gathered.push(item) === 1) setImmediate(start);
    },
    settled: async (): Promise<void> => {
      // What was given in this turn begins at its end, before what is asked for now.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      await Promise.all(running);
    },
  };
};
