import { Unavailable } from '@recado/messaging';

/**
 * Waits for the queue's answer for at most `ms`, then throws Unavailable. The work may still happen later, so pass only
 * work that may be repeated.
 */
export const withTimeout = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  using timeout = refuseAfter(ms);
  try {
    return await Promise.race([work(), timeout.refused]);
  } catch (cause) {
    throw new Unavailable('queue', { cause: tellingCause(cause), refusesWrites: isAnswer(cause) });
  }
};

/** The client names the setting by which it gave up. It does so when it has no connection. */
const tellingCause = (error: unknown): unknown =>
  error instanceof Error && error.name === 'MaxRetriesPerRequestError'
    ? new Error('there is no connection to Redis', { cause: error })
    : error;

/** A store that answers with an error is there: Redis by a reply, PostgreSQL by a code of five characters. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ReplyError' || ('code' in error && /^(25006|53100|58030|42501)$/.test(String(error.code))));

const refuseAfter = (ms: number) => {
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return { refused, [Symbol.dispose]: () => clearTimeout(timer) };
};

const everyMs = 10_000;

/**
 * Warns once per burst: the first of a kind at once, then at most one in ten seconds with the count of those left out.
 * A store that is away would otherwise fill the log.
 */
export const warnOncePerBurst = (log: Log, clock: () => number = () => performance.now()) => {
  const seen = new Map<string, { at: number; omitted: number }>();
  return (error: unknown, message: string): void => {
    const now = clock();
    const last = seen.get(message);
    if (last && now - last.at < everyMs) {
      last.omitted += 1;
      return;
    }
    seen.set(message, { at: now, omitted: 0 });
    log.warn({ ...fieldsOf(error), ...(last?.omitted && { omitted: last.omitted }) }, message);
  };
};

/** A pooler that has no connection left, or none in time. It is no fault of a statement, so its stack tells nothing. */
const isPoolerFull = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === '08P01';

const fieldsOf = (error: unknown): object => {
  const source = error instanceof Unavailable ? error.cause : error;
  return isPoolerFull(source) ? { reason: source.message } : { err: error };
};

export type Warn = ReturnType<typeof warnOncePerBurst>;

/** The part of a pino logger that is needed here. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
