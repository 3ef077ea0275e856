import { traceFields } from './tracing/spans.ts';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

export type { Logger } from 'pino';

export type LoggerOptions = {
  /** The name of the process, which every line contains. */
  name: string;
  /** Holds a level of pino: trace, debug, info, warn, error, fatal or silent. */
  level: string;
};

/** The last four digits of a message id are random. */
const idsShare = 0x10000;

/**
 * Selects a share of all messages by their ids, so that each process selects the same ones. Each step of these is logged. Of
 * all others only failures are, since a line for each step would be most of the log.
 */
export const sampleMessages =
  (percent: number) =>
  (messageId: string): boolean =>
    Number.parseInt(messageId.slice(-4), 16) < (percent / 100) * idsShare;

let stdout: DestinationStream | undefined;

/**
 * Creates a logger that writes JSON lines to stdout without secrets and personal data. Lines have the ids of the sampled span
 * in which they are written. Raw requests and responses need
 * serializers of their own, because pino runs serializers last.
 */
export const createLogger = ({ name, level }: LoggerOptions, destination = openStdout()): PinoLogger => {
  const formatters = { log: redact<Record<string, unknown>> };
  const serializers = { err: describeError };
  const timestamp = pino.stdTimeFunctions.isoTime;
  const mixin = () => traceFields();
  return redactChildren(pino({ name, level, base: {}, formatters, serializers, timestamp, mixin }, destination));
};

/** pino does not pass the fields of a child logger to formatters. Children inherit this `child` method too. */
const redactChildren = (log: PinoLogger): PinoLogger => {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own logger
  const { child } = log;
  const safe: typeof child = function childOf(this: PinoLogger, bindings, options) {
    return child.call(this, redact(bindings), options) as never;
  };
  log.child = safe;
  return log;
};

/** Writes are synchronous, because background writes lost or delayed the last lines before an exit. */
const openStdout = (): DestinationStream => {
  stdout ??= gatherLines(pino.destination({ dest: 1, sync: true }));
  return stdout;
};

type Schedule = { soon: (act: () => void) => void; atExit: (act: () => void) => void };

const processSchedule: Schedule = {
  soon: (act) => void setImmediate(act),
  atExit: (act) => void process.on('exit', act),
};

/** Above this number of UTF-16 units, lines are written before the turn ends. */
const fullAt = 16 * 1024;

/**
 * Writes the lines of one turn of the event loop together, because each write takes about 7 µs. The last lines are written
 * before the process exits. Only a killed process loses lines: those of its last turn.
 */
export const gatherLines = (
  stream: DestinationStream,
  { soon, atExit }: Schedule = processSchedule,
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

/**
 * Describes an error for a log line: its type, message, stack and the plain data of its members. Libraries hang their own
 * objects on errors, such as a client of PostgreSQL with its settings and queued values. These are left out.
 */
export const describeError = (error: unknown): unknown =>
  error instanceof Error ? redact(plainOf({ ...pino.stdSerializers.err(error) })) : error;

/** PostgreSQL quotes values of rows and statements in these members of its errors. */
const quoting = new Set(['detail', 'where', 'internalQuery']);

const deepest = 4;

const plainOf = (fields: object, depth = 0): object =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]: [string, unknown]) =>
      quoting.has(key) || !isData(value) ? [] : [[key, dataOf(value, depth + 1)]],
    ),
  );

const isData = (value: unknown): boolean =>
  (typeof value !== 'object' && typeof value !== 'function') ||
  value === null ||
  Array.isArray(value) ||
  value instanceof Date ||
  isPlain(value);

const dataOf = (value: unknown, depth: number): unknown => {
  if (depth > deepest) return typeof value === 'object' ? undefined : value;
  if (Array.isArray(value)) return value.filter(isData).map((item) => dataOf(item, depth + 1));
  return isPlain(value) ? plainOf(value, depth) : value;
};

/**
 * Replaces secrets and personal data in plain objects and arrays, down to the depth limit. It costs a thirtieth of pino's
 * `redact` with wildcards, which supports only fixed depths. A value without secrets is returned itself, not copied.
 */
const redact = <T>(value: T, depth = 0): T => {
  if (depth > deepestRedacted) return value;
  if (Array.isArray(value)) return redactList(value, depth) as T;
  return isPlain(value) ? (redactFields(value, depth) as T) : value;
};

/** Names of fields with personal data or secrets, in lower case and without `_` and `-`. */
const hidden = new Set([
  'to',
  'from',
  'body',
  'variables',
  'contentvariables',
  'phone',
  'authorization',
  'cookie',
  'setcookie',
  'xtwiliosignature',
  'apikey',
  'apisecret',
  'authtoken',
  'token',
  'secret',
  'password',
  'encryptionkeys',
  'indexkey',
  'databaseurl',
  'redisurl',
  'recadoapikey',
  'recadoencryptionkeys',
  'recadoindexkey',
  'twilioauthtoken',
  'twilioapisecret',
  'connectionstring',
  // An error quotes the arguments of a Redis command. In AUTH they are user and password.
  'args',
]);

const deepestRedacted = 6;
const known = new Map<string, boolean>();

const redactList = (list: readonly unknown[], depth: number): readonly unknown[] => {
  const clean = list.map((item) => redact(item, depth + 1));
  return clean.every((item, index) => item === list[index]) ? list : clean;
};

const redactFields = (fields: Readonly<Record<string, unknown>>, depth: number): Readonly<Record<string, unknown>> => {
  let clean: Record<string, unknown> | undefined;
  for (const key in fields) {
    const field = fields[key];
    const safe = isHidden(key) && field !== undefined ? '[redacted]' : redact(field, depth + 1);
    if (safe === field) continue;
    clean ??= { ...fields };
    clean[key] = safe;
  }
  return clean ?? fields;
};

/** Keys repeat in every line, so results are cached. The cache is bounded, because callers can choose some keys. */
const isHidden = (key: string): boolean => {
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = hidden.has(key.toLowerCase().replaceAll(/[_-]/g, ''));
  if (known.size < 1000) known.set(key, found);
  return found;
};

/** Holds the prototype of errors that pino serialized, including nested ones. */
const errorPrototype: unknown = Object.getPrototypeOf(pino.stdSerializers.err(new Error()));

/** The value is an object without a class, or an error that pino serialized. */
const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || prototype === errorPrototype;
};
