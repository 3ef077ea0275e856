import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable, Unstorable } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { DatabaseError } from 'pg';
import type { Schema } from '../schema/index.ts';

/** The error to throw for a failure of PostgreSQL: Unavailable when it does not answer, else the failure itself. */
export const asUnavailable = (error: unknown): unknown =>
  error instanceof Error && !(error instanceof Unavailable) && isAbsence(error)
    ? new Unavailable('postgresql', { cause: error, refusesWrites: noWrites.has(codeOf(error)) })
    : error;

/** It answers, and reads, but cannot write. */
const noWrites = new Set(['25006', '53100', '58030']);

/** SQLSTATE codes that speak of the server or its load, not of the statement: the same may succeed a little later. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states = new Set([
  '25006', // read_only_sql_transaction: a standby, or a primary that was demoted
  '53000', // insufficient_resources
  '53100', // disk_full
  '53200', // out_of_memory
  '53300', // too_many_connections
  '57014', // query_canceled: it took too long
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: it starts or stops
  '57P04', // database_dropped
  '57P05', // idle_session_timeout
  '58000', // system_error
  '58030', // io_error
  '28000', // invalid_authorization_specification: a login that was good, changed under a running process
  '28P01', // invalid_password: the same
  '3D000', // invalid_catalog_name: not made yet
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available: others hold what it needs
]);

const connectionExceptions = /^08/;

const sockets = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the socket file of a server that does not run
]);

/** pg gives its own failures no code. */
const spoken =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|The server does not support SSL connections)/;

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

const isAbsence = (error: Error): boolean => {
  const code = codeOf(error);
  if (isPoolerConfigError(error)) return false;
  if (states.has(code) || sockets.has(code) || connectionExceptions.test(code)) return true;
  if (error instanceof AggregateError) return error.errors.some((inner) => inner instanceof Error && isAbsence(inner));
  return spoken.test(error.message);
};

/** PgBouncer says so of what it will never do; all its other refusals have the same code and pass. */
const isPoolerConfigError = (error: Error): boolean =>
  codeOf(error) === '08P01' && error.message.includes('unsupported startup parameter');

type Methods = Record<string, (...args: never[]) => Promise<unknown>>;

/** The same functions, which note each failure and throw Unavailable when PostgreSQL does not answer, and Unstorable for a text that it cannot hold. */
export const guard = <T extends Methods>(methods: T, onFailure: (error: unknown) => void = () => {}): T =>
  Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      (...args: never[]) =>
        method(...args).catch((error: unknown) => {
          onFailure(error);
          throw asUnstorable(asUnavailable(error));
        }),
    ]),
  ) as T;

/** U+0000 in text, half of a surrogate pair in JSON, a cursor that is no UUID. */
const unstorable = new Set(['22021', '22P02', '22P05']);

const asUnstorable = (cause: unknown): unknown =>
  cause instanceof DatabaseError && unstorable.has(cause.code ?? '') ? new Unstorable({ cause }) : cause;

const firstWaitMs = 100;
const longestWaitMs = 3_000;

/** Repeats what fails because PostgreSQL is away, ever more slowly, until it succeeds or the signal aborts. */
export const keepTrying = async <T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Unavailable) || signal?.aborted) throw error;
      await wait(waitMs * (0.5 + Math.random() / 2), undefined, { ...(signal && { signal }) }).catch(() => {
        throw error;
      });
    }
  }
};

/** After this time a database that was full counts as writable again, until the next write fails. */
const fullForMs = 10_000;

/**
 * Tells whether PostgreSQL takes writes. A read does not notice a full disk, and a probe that writes would fill it
 * further. So a write that failed on a full disk counts for a while.
 */
export const makeWritability = (db: Kysely<Schema>, elapsed = () => performance.now()) => {
  let fullAt: number | undefined;
  return {
    recordFailure: (error: unknown): void => {
      const source = error instanceof Unavailable ? error.cause : error;
      if (isFull(source)) fullAt = elapsed();
    },
    /** Throws while PostgreSQL does not answer, is read-only, or was full a moment ago. */
    check: async (): Promise<void> => {
      const { rows } = await sql<{ readOnly: boolean }>`
        select current_setting('transaction_read_only')::boolean as "readOnly"`.execute(db);
      if (rows[0]?.readOnly) throw refusal('PostgreSQL is read-only: it is a standby, or was set so');
      if (fullAt !== undefined && elapsed() - fullAt < fullForMs) throw refusal('The disk of PostgreSQL is full');
    },
  };
};

const fullCodes = new Set(['53100', '58030']);

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && fullCodes.has(String(error.code));

const refusal = (message: string) => new Unavailable('postgresql', { cause: new Error(message), refusesWrites: true });
