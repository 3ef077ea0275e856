import { createLogger, runProcess } from '@recado/runtime';
import { report } from './output.ts';

/** Follows the convention of shells: 128 plus the number of SIGINT. */
const interrupted = 130;

/** Gives worker, API, simulator and PostgreSQL time to end, one after the other. */
const deadlineMs = 90_000;

/**
 * Runs `work` until it ends, or until Ctrl-C aborts its signal. Then the process exits with the code that `work` returns.
 * A second Ctrl-C ends it immediately. `work` stops everything that it started.
 */
export const keepInForeground = (work: (signal: AbortSignal) => Promise<number>, onLog: (line: string) => void) => {
  const log = createLogger({ name: 'recado', level: 'info' }, { write: onLog });
  const start = async ({ signal }: { signal: AbortSignal }) => {
    const code = await work(signal).catch((error: unknown) => {
      if (signal.aborted) return interrupted;
      report(error);
      return 1;
    });
    process.exit(code);
  };
  return runProcess('recado', start, { log, deadlineMs });
};
