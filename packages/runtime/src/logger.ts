import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { redact } from './redact.ts';

export type { Logger } from 'pino';

export type LoggerOptions = {
  /** The process, as every line names it. */
  name: string;
  /** pino's: trace, debug, info, warn, error, fatal or silent. */
  level: string;
};

let stdout: DestinationStream | undefined;

/**
 * JSON lines on stdout without secrets and people's data. Raw requests and responses are hidden by their own serializers,
 * not here: pino runs serializers last.
 */
export const createLogger = ({ name, level }: LoggerOptions, destination = openStdout()): PinoLogger => {
  const formatters = { log: redact<Record<string, unknown>> };
  const serializers = { err: (error: Error) => redact({ ...pino.stdSerializers.err(error) }) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  return redactChildren(pino({ name, level, base: {}, formatters, serializers, timestamp }, destination));
};

/** pino hands no formatter the fields that a child logger is made with. Children inherit this `child` too. */
const redactChildren = (log: PinoLogger): PinoLogger => {
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the logger that it belongs to
  const { child } = log;
  const safe: typeof child = function childOf(this: PinoLogger, bindings, options) {
    return child.call(this, redact(bindings), options) as never;
  };
  log.child = safe;
  return log;
};

/** Blocks while it writes: written in the background, the last lines before an exit came late or never. */
const openStdout = (): DestinationStream => {
  stdout ??= gatherLines(pino.destination({ dest: 1, sync: true }));
  return stdout;
};

type Moments = { soon: (act: () => void) => void; atExit: (act: () => void) => void };

const ofThisProcess: Moments = {
  soon: (act) => void setImmediate(act),
  atExit: (act) => void process.on('exit', act),
};

/** So much, in UTF-16 units, is written without waiting for the turn to end. */
const fullAt = 16 * 1024;

/**
 * Writes the lines of one turn of the event loop together when it is over, and the last ones before the process exits:
 * to write each by itself takes some 7 µs. Only a process that is killed loses lines, those of its last turn.
 */
export const gatherLines = (
  stream: DestinationStream,
  { soon, atExit }: Moments = ofThisProcess,
): DestinationStream => {
  let lines = '';
  let isDue = false;
  const flush = () => {
    const text = lines;
    lines = '';
    if (text) stream.write(text);
  };
  atExit(flush);
  return {
    write(line) {
      lines += line;
      if (lines.length > fullAt) return flush();
      if (isDue) return;
      isDue = true;
      soon(() => {
        isDue = false;
        flush();
      });
    },
  };
};
