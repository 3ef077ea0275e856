import { pino } from 'pino';
import { isPlain, redact } from './redact.ts';

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
