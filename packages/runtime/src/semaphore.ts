/**
 * Lets so many callers in at the same time; the others wait in the order in which they came. Resolves to the function
 * that leaves the place to the next one.
 */
export function makeSemaphore(places: number): () => Promise<() => void> {
  let free = places;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
}
