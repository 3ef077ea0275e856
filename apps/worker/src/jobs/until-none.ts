/** Repeats a step until it finds nothing more to do, so that a pile is not worked off at a batch per round. */
export const untilNone = async (step: () => Promise<number>): Promise<void> => {
  while ((await step()) > 0);
};
