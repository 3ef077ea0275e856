import type { Log } from './log.ts';

const everyMs = 10_000;

/**
 * Warns once per burst: the first of a kind at once, then at most one in ten seconds with the count of those left out.
 * A store that is away would otherwise fill the log.
 */
export const warnSparingly = (log: Log, clock: () => number = Date.now) => {
  const seen = new Map<string, { at: number; omitted: number }>();
  return (error: unknown, message: string): void => {
    const now = clock();
    const last = seen.get(message);
    if (last && now - last.at < everyMs) {
      last.omitted += 1;
      return;
    }
    seen.set(message, { at: now, omitted: 0 });
    log.warn({ err: error, ...(last?.omitted && { omitted: last.omitted }) }, message);
  };
};

export type Warn = ReturnType<typeof warnSparingly>;
