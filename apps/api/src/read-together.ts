/**
 * Lets calls for the same thing that are made at the same time share one read. The read begins after the last of them
 * was made, so each sees what was committed before its call: nothing is kept.
 */
export const readTogether = <Args extends readonly unknown[], Found>(read: (...args: Args) => Promise<Found>) => {
  const gathering = new Map<string, Promise<Found>>();
  return (...args: Args): Promise<Found> => {
    const key = JSON.stringify(args);
    const shared = gathering.get(key);
    if (shared) return shared;
    const found = new Promise<void>((resolve) => void setImmediate(resolve)).then(() => {
      gathering.delete(key);
      return read(...args);
    });
    gathering.set(key, found);
    return found;
  };
};
