import type { Dispatcher } from 'undici';

export type Question = Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method' | 'headers' | 'body'>;
export type AnswerHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];
export type Answer = { status: number; headers: AnswerHeaders; text: string };

/**
 * Makes one HTTP exchange under one timeout, which covers the wait for a connection, the connection, and the whole
 * answer. Rejects with an ExchangeFailure that says if the request was sent. An announcement by undici comes right
 * before the first byte, and undici never repeats a request, so an unannounced one was not written.
 */
export const exchange = (
  dispatcher: Dispatcher,
  question: Question,
  timeoutMs: number,
  now: () => number = () => performance.now(),
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const startedAt = now();
    let left = false;
    let expired = false;
    let controller: Dispatcher.DispatchController | undefined;
    const answer: Omit<Answer, 'text'> = { status: 0, headers: {} };
    const chunks: Buffer[] = [];

    const fail = (cause: Error) => {
      clearTimeout(timer);
      reject(new ExchangeFailure(left, { cause }));
    };
    const tooLate = () => Object.assign(new Error(`no full answer within ${timeoutMs} ms`), { code: 'TIMEOUT' });
    const timer = setTimeout(() => {
      expired = true;
      const timeout = tooLate();
      fail(timeout);
      controller?.abort(timeout);
    }, timeoutMs);

    dispatcher.dispatch(question, {
      onRequestStart(starting) {
        // The request timed out while it waited for a connection and must not be sent now. Elapsed time decides,
        // because in a suspended process the connection may come before the timer.
        if (expired || now() - startedAt >= timeoutMs) return starting.abort(tooLate());
        left = true;
        controller = starting;
      },
      onResponseStart(_, status, headers) {
        answer.status = status;
        answer.headers = headers;
      },
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd() {
        clearTimeout(timer);
        resolve({ ...answer, text: Buffer.concat(chunks).toString() });
      },
      onResponseError: (_, error) => fail(error),
    });
  });

/** undici names the answer of a proxy to CONNECT only in the text of its error. */
const proxyAnswer = /^Proxy response \((\d{3})\)/;

const codeOf = (cause: unknown): string => {
  const [, status] = proxyAnswer.exec(cause instanceof Error ? cause.message : '') ?? [];
  return status === undefined ? networkCodeOf(cause) : `PROXY_${status}`;
};

const networkCodeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';

/** No full answer came. `left` is false only if not a byte of the request was written: then it is safe to repeat. */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  readonly left: boolean;
  /** Holds the network error: `ECONNREFUSED`, `TIMEOUT`, …; `PROXY_407` if a proxy refused to connect. */
  readonly code: string;

  constructor(left: boolean, options: { cause: unknown }) {
    const code = codeOf(options.cause);
    super(left ? `Twilio's answer was lost (${code})` : `Twilio was not reached (${code})`, options);
    this.left = left;
    this.code = code;
  }
}
