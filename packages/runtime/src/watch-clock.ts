import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

export type WatchedClock = {
  /** Returns the milliseconds by which this clock is ahead of PostgreSQL's. The value is negative if it is behind. */
  offsetMs(): number;
  /** Reads PostgreSQL's time again. */
  read(): Promise<void>;
};

/** A warning is logged above this difference. */
const warnFromMs = 2_000;
/** The process does no work above this difference. */
const wrongFromMs = 30_000;

/** An answer that takes longer tells little about the time. */
const answerWithinMs = 1_000;

export type ClockState = 'right' | 'off' | 'wrong';

export const clockStateOf = ({ offsetMs }: Pick<WatchedClock, 'offsetMs'>): ClockState => {
  const offset = Math.abs(offsetMs());
  if (offset > wrongFromMs) return 'wrong';
  return offset > warnFromMs ? 'off' : 'right';
};

/**
 * Reads PostgreSQL's time again if this clock seems to be off, and returns its state then. After a machine was suspended, or its
 * clock was set, it is the known time that is wrong.
 */
export const confirmClockState = async (clock: WatchedClock): Promise<ClockState> => {
  if (clockStateOf(clock) !== 'right')
    // A PostgreSQL outage is logged elsewhere. Until it ends, the last offset applies.
    await Promise.race([clock.read().catch(() => undefined), sleep(answerWithinMs, undefined, { ref: false })]);
  return clockStateOf(clock);
};

type Times = {
  lookEveryMs: number;
  readEveryMs: number;
};

const usual: Times = { lookEveryMs: 1_000, readEveryMs: 60_000 };

/**
 * Reads PostgreSQL's time every minute, and at once after a jump of the clock. Logs each change of the clock state. Ends when
 * the signal aborts. The caller makes the first reading.
 */
export const watchClock = async (
  clock: WatchedClock,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
  signal: AbortSignal,
  { lookEveryMs, readEveryMs }: Times = usual,
): Promise<void> => {
  let last: ClockState = 'right';
  let readAt = performance.now();
  while (!signal.aborted) {
    const state = await confirmClockState(clock);
    if (state !== last) logState(log, state, clock.offsetMs());
    last = state;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    if (performance.now() - readAt < readEveryMs) continue;
    readAt = performance.now();
    await clock.read().catch(() => undefined);
  }
};

const logState = (log: Pick<Logger, 'info' | 'warn' | 'error'>, state: ClockState, offsetMs: number): void => {
  const fields = { offset_seconds: offsetMs / 1_000 };
  if (state === 'wrong') log.error(fields, 'Clock wrong: this process is not ready and claims nothing until it is set');
  else if (state === 'off') log.warn(fields, 'Clock differs from the clock of PostgreSQL: set it');
  else log.info(fields, 'Clock right again');
};
