import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { gatherLines } from './log-lines.ts';
import { redact } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** The process, as every line names it. */
  name: string;
  /** pino's: trace, debug, info, warn, error, fatal or silent. */
  level: string;
}

let stdout: DestinationStream | undefined;

/**
 * JSON lines on stdout without secrets and people's data. Raw requests and responses are hidden by their own serializers,
 * not here: pino runs serializers last.
 */
export function createLogger({ name, level }: LoggerOptions, destination = openStdout()): Logger {
  const formatters = { log: redact<Record<string, unknown>> };
  const serializers = { err: (error: Error) => redact({ ...pino.stdSerializers.err(error) }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  return redactChildren(pino({ name, level, base: {}, formatters, serializers, timestamp }, destination));
}

/** pino hands no formatter the fields that a child logger is made with. Children inherit this `child` too. */
function redactChildren(log: Logger): Logger {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the logger that it belongs to
  const { child } = log;
  const safe: typeof child = function childOf(this: Logger, bindings, options) {
    return child.call(this, redact(bindings), options) as never;
  };
  log.child = safe;
  return log;
}

/** Blocks while it writes: written in the background, the last lines before an exit came late or never. */
function openStdout(): DestinationStream {
  stdout ??= gatherLines(pino.destination({ dest: 1, sync: true }));
  return stdout;
}
