import { createLogger, runProcess } from '@recado/runtime';
import { report } from './output.ts';

/** As a shell counts: 128 and the number of SIGINT. */
const interrupted = 130;

/** Worker, API, simulator and PostgreSQL each get their time to end. */
const deadlineMs = 90_000;

/**
 * Runs what holds the terminal until it ends by itself, or until Ctrl-C aborts its signal; then the process exits with
 * the code that `work` gives. A second Ctrl-C ends it at once. `work` takes down itself whatever it has started.
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
