type Options<Value> = { clock: () => Date; forMs: number; atMost: number; load: (key: string) => Promise<Value> };

/**
 * Keeps what `load` found for a short while, so that a busy caller is not looked up for every request. What it did not
 * find, and its failures, are not kept. Concurrent calls share one load.
 */
export const rememberBriefly = <Value>({ clock, forMs, atMost, load }: Options<Value>) => {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();

  const loadAnew = (key: string): Promise<Value> => {
    const value = load(key);
    const entry = { value, until: clock().getTime() + forMs };
    const forget = () => kept.get(key) === entry && kept.delete(key);
    kept.delete(key);
    kept.set(key, entry);
    value.then((found) => found === undefined && forget(), forget);
    const oldest = kept.keys().next().value;
    if (kept.size > atMost && oldest !== undefined) kept.delete(oldest);
    return value;
  };

  const find = (key: string): Promise<Value> => {
    const entry = kept.get(key);
    return entry && entry.until > clock().getTime() ? entry.value : loadAnew(key);
  };
  return Object.assign(find, { forget: (): void => kept.clear() });
};
