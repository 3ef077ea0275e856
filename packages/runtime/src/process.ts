import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Logger } from 'pino';
import { ConfigError } from './config.ts';
import { createLogger } from './logger.ts';

export type Run = {
  /** The signal is aborted when the process must end. */
  signal: AbortSignal;
  /** Registers a disposer to call before the process ends. The last one registered is called first. */
  defer: (dispose: () => Promise<void> | void) => void;
  /** Sends `{ ready: true, ...info }` to a parent process that has an IPC channel. */
  ready: (info?: Readonly<Record<string, unknown>>) => void;
};

export type RunOptions = {
  /** Milliseconds from the first signal or a failed start until the process exits with code 1. The default is 30000. */
  deadlineMs?: number;
  /** The default is a logger with the process's name, at level info. */
  log?: Logger;
};

/** The exit code of a process whose port another process listens on: EX_TEMPFAIL of sysexits.h. */
export const portTakenExitCode = 75;

/**
 * Starts a process, waits for SIGTERM or SIGINT, calls the disposers in reverse order, and exits with 0. It exits with 1
 * if the start or a disposer fails, if a promise rejection is not handled, or if the shutdown takes too long. If the start
 * fails because another process listens on a port, it exits with 75.
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
    log.info({ reason }, 'Process stopping');
    stop.abort();
  });
  const { signal } = stop;
  signal.addEventListener('abort', () => exitAfter(deadlineMs, log));
  const run: Run = { signal, defer: (dispose) => stack.defer(dispose), ready: sendReady };

  let exitCode = 1;
  const started = await succeeds(
    () => start(run),
    (error) => {
      if (isPortTaken(error)) exitCode = portTakenExitCode;
      return reportStart(error, signal, log);
    },
  );
  if (started) await aborted(signal);
  else stop.abort();
  const ended = await succeeds(
    () => stack.disposeAsync(),
    (error) => reportEnd(error, log),
  );
  process.exit(started && ended ? 0 : exitCode);
};

const succeeds = async (act: () => Promise<void>, report: (error: unknown) => boolean): Promise<boolean> => {
  try {
    await act();
    return true;
  } catch (error) {
    return report(error);
  }
};

/** A start that was aborted by a stop signal has not failed. */
const reportStart = (error: unknown, signal: AbortSignal, log: Logger): boolean => {
  if (signal.aborted && error instanceof Error && (error === signal.reason || error.name === 'AbortError')) return true;
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'Process could not start');
  return false;
};

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === 'EADDRINUSE') || isPortTaken(error.cause));

const reportEnd = (error: unknown, log: Logger): boolean => {
  // Each SuppressedError wraps the failures before it, so the innermost is the first.
  for (let next = error; next !== undefined;) {
    const wrapped = next instanceof SuppressedError ? next : undefined;
    log.error({ err: wrapped ? wrapped.error : next }, 'Shutdown step failed; the remaining steps still run');
    next = wrapped?.suppressed;
  }
  return false;
};

const onFatal = (log: Logger): void => {
  const die = (message: string) => (error: unknown) => {
    log.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('unhandledRejection', die('Unhandled promise rejection; exiting'));
  process.on('uncaughtException', die('Uncaught error; exiting'));
};

const exitAfter = (deadlineMs: number, log: Logger): void => {
  setTimeout(() => {
    log.fatal({ deadline_ms: deadlineMs }, 'Shutdown took too long; exiting');
    process.exit(1);
  }, deadlineMs);
};

/** Resolves on abort. Until then the timer keeps the process alive, even if nothing else is open. */
const aborted = async (signal: AbortSignal): Promise<void> => {
  const aDay = 86_400_000;
  while (!signal.aborted) await sleep(aDay, undefined, { signal }).catch(() => undefined);
};

const sendReady = (info: Readonly<Record<string, unknown>> = {}): void => {
  process.send?.({ ready: true, ...info });
};

/**
 * Calls `stop` at the first SIGTERM or SIGINT, or when a parent with an IPC channel disconnects, which prevents orphans. A
 * second signal ends the process at once, with code 1.
 *
 * A process with such a parent ignores SIGINT. A terminal sends Ctrl-C to every process in it, and the parent stops its
 * children in its own order.
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
  process.on('disconnect', () => stop('parent process disconnected'));
};

export type WaitForOptions = {
  /** Holds the dependency's name for the log, for example `PostgreSQL`. */
  name: string;
  /** Aborting it ends the wait: the promise then rejects with an AbortError. */
  signal: AbortSignal;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Counts the milliseconds between two checks. The default is 1000. */
  everyMs?: number;
};

/**
 * Repeats a check without a time limit until it resolves, and returns its value. Each new reason is logged once. A
 * ConfigError is thrown at once, because the configuration does not change while the process runs.
 */
export const waitFor = async <T>(check: () => Promise<T>, options: WaitForOptions): Promise<T> => {
  const { name, signal, log, everyMs = 1000 } = options;
  let reason: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      const found = await check();
      if (reason !== undefined) log.info(`${name} is available`);
      return found;
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const now = reasonOf(error);
      if (now !== reason) log.warn({ err: error }, `Waiting for ${name}`);
      reason = now;
    }
    await sleep(everyMs, undefined, { signal });
  }
};

/** Node reports several refused connections as one AggregateError with an empty message. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
};

let holdsOfYoungHeap = 0;

const growYoungHeapBy = (factor: number): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

/**
 * Keeps V8's space for new objects at its present size until the returned function is called. Under a long load it would grow
 * to 128 MB and stay there, although few objects survive in it. A process that imports files needs this memory. A space that
 * never grows is too small for many requests at the same time: collecting it took two fifths of their CPU.
 */
export const holdYoungHeap = (): (() => void) => {
  holdsOfYoungHeap += 1;
  growYoungHeapBy(1);
  return () => {
    holdsOfYoungHeap -= 1;
    if (holdsOfYoungHeap === 0) growYoungHeapBy(usualGrowth);
  };
};

/** V8's default. */
const usualGrowth = 2;

/**
 * Node's module `http`. An import statement would read all of its exports, and one of them loads Node's own fetch. That
 * takes as much CPU time as an empty process.
 */
export const http = process.getBuiltinModule('node:http');

/**
 * Makes a function that frees unused new objects. Large buffers that pass by are small objects to V8, so without it V8
 * would keep tens of megabytes of them.
 */
export const makeFreeNewObjects = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  return () => collect({ type: 'minor' });
};
