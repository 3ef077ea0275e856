import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ConfigError } from './config-error.ts';

export interface WaitForOptions {
  /** What is waited for, as the log names it: `PostgreSQL`. */
  name: string;
  /** Ends the wait: the promise then rejects with an AbortError. */
  signal: AbortSignal;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Milliseconds between two checks, default 1000. */
  everyMs?: number;
}

/**
 * Repeats a check until it resolves, however long that takes, and gives what it resolved with. Each new reason is logged
 * once. A ConfigError is thrown at once: what it complains of does not change while the process lives.
 */
export async function waitFor<T>(check: () => Promise<T>, options: WaitForOptions): Promise<T> {
  const { name, signal, log, everyMs = 1000 } = options;
  let reason: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      const found = await check();
      if (reason !== undefined) log.info(`${name} is there`);
      return found;
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const now = reasonOf(error);
      if (now !== reason) log.warn({ err: error }, `waiting for ${name}`);
      reason = now;
    }
    await sleep(everyMs, undefined, { signal });
  }
}

/** Node gives several refused connections as one AggregateError, whose message is empty. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
}
