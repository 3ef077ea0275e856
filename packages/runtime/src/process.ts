import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { ConfigError } from './config.ts';
import { createLogger } from './logger.ts';

export type Run = {
  /** Aborted when the process is to end. */
  signal: AbortSignal;
  /** What is to be done before the process ends; the last deferred is done first. */
  defer: (dispose: () => Promise<void> | void) => void;
  /** Tells a parent process with an IPC channel `{ ready: true, ...info }`. */
  ready: (info?: Readonly<Record<string, unknown>>) => void;
};

export type RunOptions = {
  /** Milliseconds from the first signal, or a failed start, after which the process ends, done or not, with code 1. Default 30000. */
  deadlineMs?: number;
  /** Default: a logger with the process's name, at level info. */
  log?: Logger;
};

/**
 * The life of a process: start, wait for SIGTERM or SIGINT, take everything down in reverse order, exit with 0. It exits
 * with 1 when the start or a disposer fails, when a promise is rejected unheard, or when the end takes too long.
 */
export const runProcess = async (
  name: string,
  start: (run: Run) => Promise<void>,
  { deadlineMs = 30_000, log = createLogger({ name, level: 'info' }) }: RunOptions = {},
): Promise<never> => {
  const stop = new AbortController();
  const stack = new AsyncDisposableStack();
  onFatal(log);
  onStopSignals((reason) => {
    if (stop.signal.aborted) return;
    log.info({ reason }, 'stopping');
    stop.abort();
  });
  const { signal } = stop;
  signal.addEventListener('abort', () => exitAfter(deadlineMs, log));
  const run: Run = { signal, defer: (dispose) => stack.defer(dispose), ready: tellParent };

  const started = await succeeds(
    () => start(run),
    (error) => reportStart(error, signal, log),
  );
  if (started) await aborted(signal);
  else stop.abort();
  const ended = await succeeds(
    () => stack.disposeAsync(),
    (error) => reportEnd(error, log),
  );
  process.exit(started && ended ? 0 : 1);
};

const succeeds = async (act: () => Promise<void>, report: (error: unknown) => boolean): Promise<boolean> => {
  try {
    await act();
    return true;
  } catch (error) {
    return report(error);
  }
};

/** A start that gives up because it was told to stop has not failed. */
const reportStart = (error: unknown, signal: AbortSignal, log: Logger): boolean => {
  if (signal.aborted && error instanceof Error && (error === signal.reason || error.name === 'AbortError')) return true;
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'could not start');
  return false;
};

const reportEnd = (error: unknown, log: Logger): boolean => {
  // Each later failure wraps the earlier ones, innermost first.
  for (let next = error; next !== undefined;) {
    const wrapped = next instanceof SuppressedError ? next : undefined;
    log.error({ err: wrapped ? wrapped.error : next }, 'failed to take something down');
    next = wrapped?.suppressed;
  }
  return false;
};

const onFatal = (log: Logger): void => {
  const die = (message: string) => (error: unknown) => {
    log.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('unhandledRejection', die('a promise was rejected and nobody was listening'));
  process.on('uncaughtException', die('an error was thrown and nobody caught it'));
};

const exitAfter = (deadlineMs: number, log: Logger): void => {
  setTimeout(() => {
    log.fatal({ deadlineMs }, 'could not stop in time');
    process.exit(1);
  }, deadlineMs);
};

/** Resolves on abort; until then it keeps the process alive, even with nothing open. */
const aborted = async (signal: AbortSignal): Promise<void> => {
  const aDay = 86_400_000;
  while (!signal.aborted) await sleep(aDay, undefined, { signal }).catch(() => undefined);
};

const tellParent = (info: Readonly<Record<string, unknown>> = {}): void => {
  process.send?.({ ready: true, ...info });
};

/**
 * Calls `stop` at the first SIGTERM or SIGINT, or when the process that started this one with an IPC channel is gone, so
 * that it leaves no orphan. A second signal ends the process at once, with code 1.
 *
 * With such a parent SIGINT is not ours: a terminal sends Ctrl-C to every process in it, and the parent then stops its
 * children in the order that it wants.
 */
const onStopSignals = (stop: (reason: string) => void): void => {
  let stopping = false;
  const receive = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    stop(signal);
  };
  process.on('SIGTERM', receive);
  process.on('SIGINT', process.send ? () => {} : receive);
  process.on('disconnect', () => stop('the parent process is gone'));
};

export type WaitForOptions = {
  /** What is waited for, as the log names it: `PostgreSQL`. */
  name: string;
  /** Ends the wait: the promise then rejects with an AbortError. */
  signal: AbortSignal;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Milliseconds between two checks, default 1000. */
  everyMs?: number;
};

/**
 * Repeats a check until it resolves, however long that takes, and gives what it resolved with. Each new reason is logged
 * once. A ConfigError is thrown at once: what it complains of does not change while the process lives.
 */
export const waitFor = async <T>(check: () => Promise<T>, options: WaitForOptions): Promise<T> => {
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
};

/** Node gives several refused connections as one AggregateError, whose message is empty. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
};

/**
 * Keeps V8's space for new objects as large as it is at the start of a process. Under a long load it would grow to 128 MB
 * and stay there, though what is left over in it is little: a process that takes in files needs memory for other things.
 */
export const boundYoungHeap = (): void => setFlagsFromString('--semi-space-growth-factor=1');
