import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

export type WatchedClock = {
  /** Milliseconds by which this process's clock is ahead of PostgreSQL's; negative if it is behind. */
  offsetMs(): number;
  /** Reads PostgreSQL's time again. */
  read(): Promise<void>;
};

/** From here on the clock is worth a warning. */
const warnFromMs = 2_000;
/** Beyond this the process does no work. */
const wrongFromMs = 30_000;

export type ClockState = 'right' | 'off' | 'wrong';

export const clockStateOf = ({ offsetMs }: Pick<WatchedClock, 'offsetMs'>): ClockState => {
  const offset = Math.abs(offsetMs());
  if (offset > wrongFromMs) return 'wrong';
  return offset > warnFromMs ? 'off' : 'right';
};

type Times = {
  lookEveryMs: number;
  readEveryMs: number;
};

const usual: Times = { lookEveryMs: 1_000, readEveryMs: 60_000 };

/**
 * Reads PostgreSQL's time every minute, and logs when this process's clock goes wrong or right, until the signal aborts. A
 * jump of the clock shows at once. The first reading is the caller's.
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
    const state = clockStateOf(clock);
    if (state !== last) say(log, state, clock.offsetMs());
    last = state;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    if (performance.now() - readAt < readEveryMs) continue;
    readAt = performance.now();
    // During an outage of PostgreSQL, which is logged elsewhere, its time is counted on.
    await clock.read().catch(() => undefined);
  }
};

const say = (log: Pick<Logger, 'info' | 'warn' | 'error'>, state: ClockState, offsetMs: number): void => {
  const fields = { offset_seconds: offsetMs / 1_000 };
  if (state === 'wrong') log.error(fields, 'Clock wrong: this process is not ready and claims nothing until it is set');
  else if (state === 'off') log.warn(fields, 'Clock differs from the clock of PostgreSQL: set it');
  else log.info(fields, 'Clock right again');
};
