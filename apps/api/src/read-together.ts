import { setTimeout as sleep } from 'node:timers/promises';

/** A read that takes longer is in trouble: it holds up no other. */
const patienceMs = 50;

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** Resolves when a read has ended, well or not, or has taken too long. */
const endOf = async (reading: Promise<unknown>): Promise<void> => {
  const tooLong = sleep(patienceMs, undefined, { ref: false });
  await Promise.race([Promise.allSettled([reading]), tooLong]);
};

/**
 * Lets calls for the same thing that are made while one read of it is out share the next one. A read begins after the
 * last of its calls was made, so each sees what was committed before its call: nothing is kept.
 */
export const readTogether = <Args extends readonly unknown[], Found>(read: (...args: Args) => Promise<Found>) => {
  const gathering = new Map<string, Promise<Found>>();
  const reading = new Map<string, Promise<void>>();

  const begin = (key: string, args: Args): Promise<Found> => {
    gathering.delete(key);
    const found = read(...args);
    const over = endOf(found);
    reading.set(key, over);
    void over.then(() => reading.get(key) === over && reading.delete(key));
    return found;
  };

  return (...args: Args): Promise<Found> => {
    const key = JSON.stringify(args);
    const shared = gathering.get(key);
    if (shared) return shared;
    const found = (reading.get(key) ?? nextTurn()).then(() => begin(key, args));
    gathering.set(key, found);
    return found;
  };
};
